/* A program of somebody else's, in C99, built against the installed package through pkg-config. */
#include <postern/postern.h>

#include <stdio.h>

#include "flow.h"

int main(void) {
  flow self;
  postern_claims* claims = NULL;
  if (flow_open(&self, "sqlite:consumer.db") != POSTERN_OK) return 1;
  if (!flow_create_pool(&self)) return 2;
  if (flow_sign_up(&self, "ann") != POSTERN_OK) return 3;
  if (flow_confirm(&self, "ann") != POSTERN_OK) return 4;
  if (!flow_sign_in(&self, "ann")) return 5;
  if (postern_verify(self.engine, flow_str(self.access_token), NULL, &claims, NULL) != POSTERN_OK) {
    return 6;
  }
  printf("%.*s\n", (int)postern_claims_json(claims).len, postern_claims_json(claims).ptr);
  postern_claims_free(claims);
  return postern_close(self.engine) == POSTERN_OK ? 0 : 7;
}

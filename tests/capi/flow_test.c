/* The main job against the shared library, from C99. */
#include "check.h"
#include "flow.h"

int main(void) {
  flow self;
  postern_claims* claims = NULL;
  postern_error* error = NULL;
  postern_verify_options options = {0};
  char out[256];
  REQUIRE(flow_open(&self, "memory:") == POSTERN_OK);
  CASE("a user signs up, confirms with the delivered code, signs in");
  REQUIRE(flow_create_pool(&self));
  REQUIRE(flow_sign_up(&self, "ann") == POSTERN_OK);
  REQUIRE(strlen(self.code) == 6);
  REQUIRE(flow_confirm(&self, "ann") == POSTERN_OK);
  REQUIRE(flow_sign_in(&self, "ann"));

  CASE("the access token verifies, as what it is and for whom");
  options.struct_size = sizeof options;
  options.token_use = str("access");
  options.client_id = str(self.client_id);
  options.user_pool_id = str(self.pool_id);
  REQUIRE(postern_verify(self.engine, str(self.access_token), &options, &claims, NULL) ==
          POSTERN_OK);
  snprintf(out, sizeof out, "%.*s", 200, postern_claims_json(claims).ptr);
  CHECK(postern_claims_json(claims).len > 0 && out[0] == '{');
  postern_claims_free(claims);

  CASE("it does not verify as an ID token, for another client, or changed");
  options.token_use = str("id");
  CHECK_FAILS(POSTERN_E_REJECTED,
              postern_verify(self.engine, str(self.access_token), &options, &claims, &error),
              error);
  options.token_use = str("");
  options.client_id = str("another");
  CHECK(postern_verify(self.engine, str(self.access_token), &options, &claims, NULL) ==
        POSTERN_E_REJECTED);
  self.access_token[strlen(self.access_token) / 2] ^= 1;
  CHECK(postern_verify(self.engine, str(self.access_token), NULL, &claims, NULL) ==
        POSTERN_E_REJECTED);
  CHECK(claims == NULL);
  CHECK(postern_close(self.engine) == POSTERN_OK);
  return CHECK_RESULT();
}

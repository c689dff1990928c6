/* Loading and unloading the library again and again, as plugins do. */
#include <dlfcn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

typedef postern_status (*open_fn)(const postern_options*, postern_engine**, postern_error**);
typedef postern_status (*close_fn)(postern_engine*);

/* ISO C has no cast from dlsym's void* to a function. */
static void* look_up(void* library, const char* name, void* out_function) {
  void* address = dlsym(library, name);
  memcpy(out_function, &address, sizeof address);
  return address;
}

static void load_and_unload(const char* path) {
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  postern_engine* engine = NULL;
  open_fn open_engine = NULL;
  close_fn close_engine = NULL;
  REQUIRE(library != NULL);
  REQUIRE(look_up(library, "postern_open", &open_engine) != NULL);
  REQUIRE(look_up(library, "postern_close", &close_engine) != NULL);
  CHECK(open_engine(NULL, &engine, NULL) == POSTERN_OK);
  CHECK(close_engine(engine) == POSTERN_OK);
  CHECK(dlclose(library) == 0);
}

int main(int argc, char** argv) {
  int i, status = -1;
  pid_t child;
  REQUIRE(argc == 2);
  CASE("C14: twenty cycles of load, open, close, unload");
  for (i = 0; i < 20; ++i) load_and_unload(argv[1]);
  CASE("C14: nothing of the library is left to run at a fork or at exit");
  fflush(stdout);
  child = fork();
  if (child == 0) exit(0);
  CHECK(child > 0 && waitpid(child, &status, 0) == child && status == 0);
  return CHECK_RESULT();
}

// The addon's state in one JavaScript environment: made at load, taken down in order at its end.
#include "addon.h"

#include <stdlib.h>
#include <unistd.h>

#include "calls.h"
#include "engine.h"
#include "host.h"

_Static_assert(POOL_DEPTHS == POSTERN_CALL_DEPTH_MAX + 1, "one lane for each depth of calls");

env_data* env_data_of(napi_env env) {
  void* data = NULL;
  napi_get_instance_data(env, &data);
  return data;
}

static void disown(env_data* data) {
  if (--data->owners != 0) return;
  pool_free(data->workers);
  pthread_mutex_destroy(&data->lock);
  free(data);
}

// On the JavaScript thread; or with `env` NULL while it ends.
static void on_message(napi_env env, napi_value unused, void* context, void* m) {
  (void)unused;
  ((message*)m)->deliver(env, context, m);
}

void post_to_js(env_data* data, message* m) {
  if (napi_call_threadsafe_function(data->to_js, m, napi_tsfn_nonblocking) != napi_ok) {
    m->deliver(NULL, data, m);
  }
}

static void on_messages_ended(napi_env env, void* data, void* hint) {
  (void)env, (void)hint;
  disown(data);
}

static void on_instance_ended(napi_env env, void* data, void* hint) {
  (void)env, (void)hint;
  disown(data);
}

// No thread is inside the library from here on. Calls that waited for JavaScript fail first, or
// this would wait for them forever.
static void stop(env_data* data) {
  host_abandon(data);
  pool_stop(data->workers);
}

// Runs while worker.terminate() or the end of the program takes the environment down.
static void on_env_ending(void* arg) {
  env_data* data = arg;
  stop(data);
  napi_release_threadsafe_function(data->to_js, napi_tsfn_abort);
}

// shutdown(): for the 'exit' event. process.exit() runs no cleanup hooks in the main thread, and
// threads must not be inside the library while the C runtime takes it down.
static napi_value shutdown(napi_env env, napi_callback_info info) {
  (void)info;
  stop(env_data_of(env));
  return NULL;
}

// setDispatch(function): what runs host functions.
static napi_value set_dispatch(napi_env env, napi_callback_info info) {
  napi_value function;
  if (read_arguments(env, info, 1, &function) != 0) return NULL;
  NAPI_OR_RETURN(env, napi_create_reference(env, function, 1, &env_data_of(env)->dispatch), NULL);
  return NULL;
}

static unsigned running_max(void) {
  const long cores = sysconf(_SC_NPROCESSORS_ONLN);
  return cores < 4 ? 4 : (unsigned)cores;  // Storage waits for disks: a few more than cores pay.
}

static env_data* make_env_data(napi_env env) {
  napi_value name;
  env_data* data = calloc(1, sizeof *data);
  if (data == NULL || (data->workers = pool_new(running_max())) == NULL) {
    free(data);
    return NULL;
  }
  pthread_mutex_init(&data->lock, NULL);
  data->next_question = 1;
  data->env = env;
  data->js_thread = pthread_self();
  data->owners = 2;
  napi_create_string_utf8(env, "postern", NAPI_AUTO_LENGTH, &name);
  napi_create_threadsafe_function(env, NULL, NULL, name, 0, 1, data, on_messages_ended, data,
                                  on_message, &data->to_js);
  napi_unref_threadsafe_function(env, data->to_js);
  napi_set_instance_data(env, data, on_instance_ended, NULL);
  napi_add_env_cleanup_hook(env, on_env_ending, data);  // Last in, hence run first.
  return data;
}

static int add_version(napi_env env, napi_value exports) {
  napi_value version;
  if (postern_abi_version() != POSTERN_ABI_VERSION) {
    napi_throw_error(env, NULL, "postern: the library beside the addon has another ABI version");
    return -1;
  }
  const char* text = postern_version();
  NAPI_OR_RETURN(env, napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &version), -1);
  NAPI_OR_RETURN(env, napi_set_named_property(env, exports, "version", version), -1);
  return 0;
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor functions[] = {
      {"open", NULL, engine_open, NULL, NULL, NULL, napi_default, NULL},
      {"close", NULL, engine_close, NULL, NULL, NULL, napi_default, NULL},
      {"setTrigger", NULL, engine_set_trigger, NULL, NULL, NULL, napi_default, NULL},
      {"clockNow", NULL, engine_clock_now, NULL, NULL, NULL, napi_default, NULL},
      {"clockAdvance", NULL, engine_clock_advance, NULL, NULL, NULL, napi_default, NULL},
      {"verify", NULL, engine_verify, NULL, NULL, NULL, napi_default, NULL},
      {"call", NULL, call_start, NULL, NULL, NULL, napi_default, NULL},
      {"openLater", NULL, engine_open_start, NULL, NULL, NULL, napi_default, NULL},
      {"verifyLater", NULL, verify_start, NULL, NULL, NULL, napi_default, NULL},
      {"backup", NULL, backup_start, NULL, NULL, NULL, napi_default, NULL},
      {"http", NULL, http_start, NULL, NULL, NULL, napi_default, NULL},
      {"answer", NULL, host_answer, NULL, NULL, NULL, napi_default, NULL},
      {"setDispatch", NULL, set_dispatch, NULL, NULL, NULL, napi_default, NULL},
      {"shutdown", NULL, shutdown, NULL, NULL, NULL, napi_default, NULL},
  };
  if (add_version(env, exports) != 0) return NULL;
  if (make_env_data(env) == NULL) {
    napi_throw_error(env, NULL, "postern: out of memory");
    return NULL;
  }
  NAPI_OR_RETURN(env, napi_define_properties(env, exports, sizeof functions / sizeof *functions,
                                             functions), NULL);
  return exports;
}

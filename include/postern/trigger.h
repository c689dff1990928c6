/* Triggers: the host's functions that customise a step, where Cognito would invoke a Lambda. */
#ifndef POSTERN_TRIGGER_H_
#define POSTERN_TRIGGER_H_

#include "engine.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Handles one trigger event.
 *
 * `event` is Cognito's event JSON ("version", "triggerSource", "region", "userPoolId", "userName",
 * "callerContext", "request", "response"), borrowed for the call. The function answers with the
 * same object, its "response" filled in, through postern_reply_set(), and returns 0. It refuses by
 * returning non-zero after postern_reply_fail(): the client gets UserLambdaValidationException
 * "<Trigger> failed with error <text>.". An answer that is not such an object gives
 * InvalidLambdaResponseException.
 *
 * Runs on the thread that called the engine, with no lock and no transaction held: other calls
 * proceed meanwhile. It may call the engine, nested at most POSTERN_CALL_DEPTH_MAX deep.
 *
 * It has as long as it takes, since no thread can be stopped from outside without harm. Where a
 * function may hang, the host runs it on a thread of its own with a copy of the event, waits so
 * long as it wants to, and answers postern_reply_fail(); what that thread says later is nobody's.
 * So do the Python and Node packages, and postern::with_deadline() of deadline.hpp.
 *
 * It must return, once, on its thread and in its process. A C++ exception out of it fails the call.
 * What else can be noticed ends the process, with a line on standard error: pthread_exit() in it;
 * returning in a child that it forked (exec or _exit there; vfork and clone go unnoticed); and
 * longjmp out of it, at the thread's next call, unless that comes from deeper in the stack. The
 * store is left as a killed process leaves it: whole.
 */
typedef int32_t (*postern_trigger_fn)(void* ctx, postern_str event, postern_reply* reply);

/**
 * Sets, replaces or (with `fn` NULL) removes the function for one trigger.
 *
 * @param engine        Open engine.
 * @param trigger       "PreSignUp", "PostConfirmation", "PreAuthentication", "PostAuthentication",
 *                      "PreTokenGeneration", "CustomMessage", "UserMigration",
 *                      "DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse",
 *                      "CustomEmailSender", "CustomSMSSender" or "InboundFederation"; and one that
 *                      Cognito has not, "CompromisedPassword": src/triggers/README.md.
 * @param event_version Version of the event; 0 means 1. Only PreTokenGeneration has 2 and 3.
 * @param user_pool_id  The pool it is for; empty for every pool that has no function of its own.
 * @param fn, ctx       The function and its context; both must stay valid until replaced or removed
 *                      and every call that may use them has returned, or the engine is closed.
 *
 * What a pool's LambdaConfig names by ARN and nobody registered is run by postern_options.invoke.
 * Without that the call is refused with UnexpectedLambdaException: skipping a configured check
 * would be an open gate.
 *
 * @retval POSTERN_E_INVALID_ARGUMENT  Unknown trigger name or version.
 *
 * Threads: any. Takes effect for calls that start later. Since: ABI 1.
 */
POSTERN_API postern_status postern_trigger_set(postern_engine* engine, postern_str trigger,
                                               uint32_t event_version, postern_str user_pool_id,
                                               postern_trigger_fn fn, void* ctx,
                                               postern_error** out_error) POSTERN_NODISCARD;

#ifdef __cplusplus
}
#endif

#endif /* POSTERN_TRIGGER_H_ */

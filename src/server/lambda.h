// Functions named by an ARN, run through the Invoke operation of a Lambda-compatible API.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "aws_signature.h"
#include "postern/postern.hpp"
#include "stream.h"
#include "url.h"

namespace postern::server {

// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; what is not set is empty.
AwsCredentials credentials_of_environment();

struct LambdaOptions {
  std::string endpoint;  // "http://127.0.0.1:9001"; empty: nothing is invoked.
  std::string region;
  AwsCredentials credentials;
  // Cognito's own limit for one run, and how many it starts when one does not answer in time.
  std::chrono::milliseconds timeout{5000};
  int attempts = 3;
};

// Safe for concurrent use.
class LambdaInvoker {
 public:
  // Throws std::runtime_error with a sentence for the operator. `trust` must outlive it.
  LambdaInvoker(LambdaOptions options, const TlsTrust& trust);

  // What postern::InvokeCallback asks for: the function's answer to the event. Throws
  // postern::FunctionRefused with the function's own words; std::runtime_error when it could not be
  // run, without a text when nothing but the configuration can be to blame.
  [[nodiscard]] std::string invoke(std::string_view function_arn, std::string_view event) const;

 private:
  [[nodiscard]] Response ask(std::string_view function_arn, std::string_view event) const;

  const LambdaOptions options_;
  const Url url_;
  const TlsTrust& trust_;
};

// The invoker of the options' endpoint, or null without one. Its region is `region` unless the
// options name another.
std::unique_ptr<LambdaInvoker> make_invoker(LambdaOptions options, std::string_view region,
                                            const TlsTrust& trust);

// For postern::Options::invoke; empty for null.
InvokeCallback invoke_function(const LambdaInvoker* invoker);

}  // namespace postern::server

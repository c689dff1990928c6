// Functions named by an ARN, run through the Invoke operation of a Lambda-compatible API.
#include "lambda.h"

#include <cstdlib>
#include <ctime>
#include <stdexcept>

#include "flat_json.h"
#include "http_client.h"

namespace postern::server {
namespace {

// "2015-03-31" is the version of the Invoke operation, part of its path.
std::string path_of(std::string_view function_arn) {
  return "/2015-03-31/functions/" + percent_encode(function_arn) + "/invocations";
}

// {"errorMessage", "errorType", "stackTrace"}: what a runtime makes of an exception.
std::string error_text(std::string_view payload) {
  const auto json = FlatJson::parse(payload, FlatJson::Nested::kept);
  if (!json) return std::string(payload);
  std::string text = json->text("errorMessage");
  return text.empty() ? json->text("errorType") : text;
}

// A function that is not there, or may not be run, is the configuration's fault.
bool is_misconfigured(int status) {
  return status == 401 || status == 403 || status == 404;
}

std::string refusal_name(const Response& response) {
  std::string_view type = first_field(response, "x-amzn-ErrorType");
  type = type.substr(0, type.find(':'));
  return type.empty() ? "status " + std::to_string(response.status) : std::string(type);
}

}  // namespace

AwsCredentials credentials_of_environment() {
  const auto get = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  return {get("AWS_ACCESS_KEY_ID"), get("AWS_SECRET_ACCESS_KEY"), get("AWS_SESSION_TOKEN")};
}

LambdaInvoker::LambdaInvoker(LambdaOptions options, const TlsTrust& trust)
    : options_(std::move(options)),
      url_(parse_url(options_.endpoint, {"http", "https"})),
      trust_(trust) {
  if (url_.path != "/") throw std::runtime_error("the Lambda endpoint has a path");
  if (options_.credentials.access_key_id.empty() ||
      options_.credentials.secret_access_key.empty()) {
    throw std::runtime_error(
        "a Lambda endpoint needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment");
  }
}

Response LambdaInvoker::ask(std::string_view function_arn, std::string_view event) const {
  Request request;
  request.method = "POST";
  request.target = path_of(function_arn);
  request.fields = {{"Content-Type", "application/json"},
                    {"X-Amz-Invocation-Type", "RequestResponse"}};
  request.body = event;
  sign_request(request, url_, options_.region, "lambda", options_.credentials, std::time(nullptr));
  return exchange_http(url_, request, trust_, std::chrono::steady_clock::now() + options_.timeout);
}

std::string LambdaInvoker::invoke(std::string_view function_arn, std::string_view event) const {
  for (int attempt = 1;; ++attempt) {
    try {
      Response response = ask(function_arn, event);
      if (is_misconfigured(response.status)) throw std::runtime_error("");
      if (response.status != 200) throw std::runtime_error(refusal_name(response));
      if (!first_field(response, "X-Amz-Function-Error").empty()) {
        throw FunctionRefused(error_text(response.body));
      }
      return std::move(response.body);
    } catch (const TimedOut&) {
      if (attempt < options_.attempts) continue;
      throw std::runtime_error("Socket timeout while invoking Lambda function");
    }
  }
}

std::unique_ptr<LambdaInvoker> make_invoker(LambdaOptions options, std::string_view region,
                                            const TlsTrust& trust) {
  if (options.endpoint.empty()) return nullptr;
  if (options.region.empty()) options.region = region.empty() ? "us-east-1" : region;
  return std::make_unique<LambdaInvoker>(std::move(options), trust);
}

InvokeCallback invoke_function(const LambdaInvoker* invoker) {
  if (invoker == nullptr) return {};
  return [invoker](std::string_view arn, std::string_view event) {
    return invoker->invoke(arn, event);
  };
}

}  // namespace postern::server

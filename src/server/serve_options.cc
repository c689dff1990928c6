// Options of `postern serve` alone.
#include "serve_options.h"

#include <map>
#include <string>

namespace postern::server {
namespace {

// How e-mails and SMS leave. Without any of it, operations that must send one answer
// CodeDeliveryFailureException.
void add_delivery_options(CLI::App& serve, ServeOptions& options) {
  SmtpOptions& smtp = options.delivery.smtp;
  CLI::Option* url = serve.add_option("--smtp", smtp.url,
                                      "Mail server that sends e-mails: smtp://USER@HOST:587 with "
                                      "STARTTLS, or smtps://USER@HOST:465");
  serve.add_option("--mail-from", smtp.from, "Sender: 'Shop <no-reply@shop.example>'")->needs(url);
  url->needs("--mail-from");
  serve
      .add_option_function<std::string>(
          "--smtp-password-file",
          [&](const std::string& path) { smtp.password = read_secret_file(path); },
          "File with the password of USER")
      ->needs(url);
  serve
      .add_flag("--smtp-plaintext", smtp.plaintext,
                "smtp:// without STARTTLS and USER, for a relay on this machine")
      ->needs(url);
  WebhookOptions& webhook = options.delivery.webhook;
  CLI::Option* hook = serve.add_option(
      "--webhook", webhook.url,
      "URL to which messages are POSTed as JSON; e-mails too, unless there is --smtp");
  serve
      .add_option_function<std::string>(
          "--webhook-secret-file",
          [&](const std::string& path) { webhook.secret = read_secret_file(path); },
          "File with the key of the HMAC in Postern-Signature")
      ->needs(hook);
  serve
      .add_option("--deliver-file", options.delivery.file,
                  "File to which messages are appended instead, one JSON object a line, for a "
                  "program of yours to send. They hold codes")
      ->excludes(hook);
}

void add_audit_options(CLI::App& serve, ServeOptions& options) {
  using postern::Audit;
  const std::map<std::string, Audit> modes = {
      {"off", Audit::off}, {"changes", Audit::changes}, {"all", Audit::all}};
  serve
      .add_option("--audit", options.audit,
                  "Which operations are written to the audit log: those that change something, "
                  "all, or none (off); default changes")
      ->transform(CLI::CheckedTransformer(modes));
  serve
      .add_option("--audit-days", options.audit_days,
                  "For how long the audit log is kept; 0: for ever; default 90")
      ->check(CLI::Range(0, 36'500));
}

void add_proxy_option(CLI::App& serve, ServeOptions& options) {
  serve
      .add_option("--proxies", options.proxies,
                  "How many reverse proxies stand in front, each appending the address it was "
                  "asked from to X-Forwarded-For; default 0: the field is not believed")
      ->check(CLI::Range(0, 16));
}

void add_provider_options(CLI::App& serve, ServeOptions& options) {
  serve.add_flag("--private-providers", options.providers.private_network,
                 "Identity providers may be in a private network; else only public addresses are "
                 "asked, by https");
}

}  // namespace

void add_serve_options(CLI::App& serve, ServeOptions& options) {
  add_delivery_options(serve, options);
  add_proxy_option(serve, options);
  add_audit_options(serve, options);
  add_provider_options(serve, options);
}

}  // namespace postern::server

// The command line of the single binary.
#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>
#include <string>

#include "access_keys.h"
#include "dev.h"
#include "endpoint.h"
#include "event_loop.h"
#include "serve.h"

namespace {

using namespace postern::server;

// Others wait for this line, so it leaves at once.
void announce(const char* what, const Endpoint& endpoint) {
  std::printf("postern %s listening on http://%s\n", what, endpoint.authority().c_str());
  std::fflush(stdout);
}

void run_dev(const std::string& listen, const std::string& region) {
  block_stop_signals();
  Endpoint endpoint = parse_endpoint(listen);
  if (!endpoint.is_loopback()) {
    throw std::runtime_error(
        "dev trusts every caller, so it listens on a loopback address only, not on " +
        endpoint.host + "; use serve for a network");
  }
  Fd socket = listen_tcp(endpoint);
  DevServer server({region, "http://" + endpoint.authority()});
  EventLoop loop(
      [&](const Request& request, const Peer& peer) { return server.answer(request, peer); });
  loop.add_listener(std::move(socket));
  announce("dev", endpoint);
  loop.run();
}

void run_serve(const std::string& listen, const ServeOptions& options) {
  block_stop_signals();
  Endpoint endpoint = parse_endpoint(listen);
  Fd socket = listen_tcp(endpoint);
  make_data_directory(options.data.directory);
  DurableServer server(options);
  Fd control = listen_unix(options.data.directory, kControlSocket);
  EventLoop loop(
      [&](const Request& request, const Peer& peer) { return server.answer(request, peer); });
  loop.add_listener(std::move(socket));
  loop.add_listener(std::move(control), true);
  announce("serve", endpoint);
  loop.run();
}

void run_keys(const DataOptions& data, const std::string& method, const std::string& id) {
  if (method == "POST") make_data_directory(data.directory);
  Request request;
  request.method = method;
  request.target = id.empty() ? "/_postern/keys" : "/_postern/keys/" + id;
  const Response response = ask_about_keys(data, request);
  if (response.status != 200) throw std::runtime_error(response.body);
  std::printf("%s\n", response.body.c_str());
}

void add_data_options(CLI::App& app, DataOptions& data) {
  app.add_option("--data", data.directory, "Directory of the data")->required();
  app.add_option("--root-key-file", data.root_key_file,
                 "File of 32 bytes that protects the stored records; without it a key file is kept "
                 "beside the data");
}

void add_dev(CLI::App& app, std::string& listen, std::string& region) {
  CLI::App* dev = app.add_subcommand("dev", "Serve from memory, for development and tests");
  dev->footer(
      "Any AWS credentials are accepted, so it listens on loopback addresses only.\n"
      "  GET  /_postern/inbox                     messages that would have been sent\n"
      "  POST /_postern/clock {\"advance_s\": N}    moves time forward\n"
      "  POST /_postern/reset                     empties everything\n"
      "  GET  /_postern/health                    answers when ready");
  dev->add_option("--listen", listen, "HOST:PORT")->default_str(listen);
  dev->add_option("--region", region, "AWS region in ids and ARNs")->default_str(region);
  dev->callback([&] { run_dev(listen, region); });
}

void add_serve(CLI::App& app, std::string& listen, ServeOptions& options) {
  CLI::App* serve = app.add_subcommand("serve", "Serve durably, from a directory");
  serve->footer(
      "Operations that need AWS credentials need a signature by a key from 'postern keys create'.\n"
      "GET /_postern/health answers when ready.");
  add_data_options(*serve, options.data);
  serve->add_option("--listen", listen, "HOST:PORT")->required();
  serve->add_option("--region", options.region, "AWS region in ids and ARNs; default us-east-1");
  serve->add_option("--account", options.account_id, "Twelve digits, in ARNs");
  serve->add_option("--issuer-base", options.issuer_base,
                    "What the issuer of tokens starts with: the URL by which clients reach this "
                    "server; default https://cognito-idp.REGION.amazonaws.com");
  serve->add_option("--deliver-file", options.deliver_file,
                    "File to which e-mails and SMS are appended, one JSON object a line, for a "
                    "program of yours to send. They hold codes. Without it, operations that must "
                    "send one answer CodeDeliveryFailureException");
  serve->callback([&] { run_serve(listen, options); });
}

void add_keys(CLI::App& app, DataOptions& data, std::string& id) {
  CLI::App* keys = app.add_subcommand("keys", "Access keys that sign requests to serve");
  keys->require_subcommand(1);
  CLI::App* create = keys->add_subcommand("create", "Make a key and print it, this once");
  add_data_options(*create, data);
  create->callback([&] { run_keys(data, "POST", ""); });
  CLI::App* list = keys->add_subcommand("list", "List the ids of all keys");
  add_data_options(*list, data);
  list->callback([&] { run_keys(data, "GET", ""); });
  CLI::App* remove = keys->add_subcommand("delete", "Delete a key");
  add_data_options(*remove, data);
  remove->add_option("ID", id, "AccessKeyId")->required();
  remove->callback([&] { run_keys(data, "DELETE", id); });
}

int run(int argc, char** argv) {
  std::string dev_listen = "127.0.0.1:9229";
  std::string dev_region = "us-east-1";
  std::string serve_listen;
  ServeOptions serve_options;
  DataOptions keys_data;
  std::string key_id;

  CLI::App app("An identity engine that speaks Amazon Cognito's API");
  app.require_subcommand(1);
  add_dev(app, dev_listen, dev_region);
  add_serve(app, serve_listen, serve_options);
  add_keys(app, keys_data, key_id);
  app.add_subcommand("version", "Print the version")->callback([] {
    std::printf("%s\n", postern_version());
  });
  CLI11_PARSE(app, argc, argv);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "postern: %s\n", error.what());
    return 1;
  }
}

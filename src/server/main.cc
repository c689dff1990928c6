// The command line of the single binary.
#include <sys/prctl.h>
#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>

#include "access_keys.h"
#include "audit_file.h"
#include "dev.h"
#include "endpoint.h"
#include "event_loop.h"
#include "pool_file.h"
#include "restore_store.h"
#include "root_key.h"
#include "serve.h"
#include "serve_options.h"
#include "signing_keys.h"
#include "store_file.h"
#include "totp_qr.h"

namespace {

using namespace postern::server;

// Others wait for this line, so it leaves at once.
void announce(const char* what, const Endpoint& endpoint) {
  std::printf("postern %s listening on http://%s\n", what, endpoint.authority().c_str());
  std::fflush(stdout);
}

void run_dev(const std::string& listen, DevOptions options) {
  block_stop_signals();
  Endpoint endpoint = parse_endpoint(listen);
  if (!endpoint.is_loopback()) {
    throw std::runtime_error(
        "dev trusts every caller, so it listens on a loopback address only, not on " +
        endpoint.host + "; use serve for a network");
  }
  Fd socket = listen_tcp(endpoint);
  if (options.issuer_base.empty()) options.issuer_base = "http://" + endpoint.authority();
  DevServer server(std::move(options));
  EventLoop loop(
      [&](const Request& request, const Peer& peer) { return server.answer(request, peer); });
  loop.add_listener(std::move(socket));
  announce("dev", endpoint);
  loop.run();
}

void run_serve(const std::string& listen, const ServeOptions& options) {
  // K02: who collects crash dumps would collect keys; a debugger of this account would read them.
  prctl(PR_SET_DUMPABLE, 0);
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
  app.add_option("--storage", data.storage,
                 "postgres:// URL of a database that keeps the data instead, for several servers: "
                 "each has a directory of its own, and all have the same root key");
}

void add_named_keys(CLI::App& app, const char* option, std::vector<NamedKey>& keys,
                    const char* help) {
  app.add_option_function<std::vector<std::string>>(
      option,
      [&](const std::vector<std::string>& given) {
        for (const std::string& key : given) keys.push_back(parse_named_key(key));
      },
      help);
}

void add_key_options(CLI::App& app, std::vector<NamedKey>& sender_keys,
                     std::vector<NamedKey>& customer_keys) {
  add_named_keys(app, "--sender-key", sender_keys,
                 "ID=FILE: a key that a pool's KMSKeyID may name, of 32 bytes, under which codes "
                 "are handed to CustomEmailSender and CustomSMSSender; may be repeated");
  add_named_keys(app, "--customer-key", customer_keys,
                 "ARN=FILE: a key that a pool's KmsKeyArn may name, of 32 bytes, under which the "
                 "pool's own key is kept; may be repeated");
}

void add_lambda_options(CLI::App& serve, LambdaOptions& lambda, std::string& ca_file) {
  serve.add_option("--ca-file", ca_file,
                   "PEM file of the authorities that servers it connects to are certified by; "
                   "default: the system's");
  serve.add_option("--lambda-endpoint", lambda.endpoint,
                   "URL of a Lambda-compatible API that runs the functions which LambdaConfig "
                   "names; signed with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and "
                   "AWS_SESSION_TOKEN of the environment");
  serve.add_option("--lambda-region", lambda.region, "Its region; default: that of --region");
  serve
      .add_option_function<int>(
          "--lambda-timeout-ms", [&](int ms) { lambda.timeout = std::chrono::milliseconds(ms); },
          "Time for one run; default 5000")
      ->check(CLI::Range(1, 900'000));
  serve
      .add_option("--lambda-attempts", lambda.attempts,
                  "How often a function is run that does not answer in time; default 3")
      ->check(CLI::Range(1, 10));
  lambda.credentials = credentials_of_environment();
}

void add_dev(CLI::App& app, std::string& listen, DevOptions& options) {
  CLI::App* dev = app.add_subcommand("dev", "Serve from memory, for development and tests");
  dev->footer(
      "Any AWS credentials are accepted, so it listens on loopback addresses only.\n"
      "  GET  /_postern/inbox                     messages that would have been sent\n"
      "  POST /_postern/clock {\"advance_s\": N}    moves time forward\n"
      "  POST /_postern/reset                     empties everything\n"
      "  GET  /_postern/health                    answers when ready");
  dev->add_option("--listen", listen, "HOST:PORT")->default_str(listen);
  dev->add_option("--region", options.region, "AWS region in ids and ARNs")
      ->default_str(options.region);
  dev->add_option("--issuer-base", options.issuer_base,
                  "What the issuer of tokens starts with, where clients come through a proxy; "
                  "with https://cognito-idp.REGION.amazonaws.com login domains are Cognito's too; "
                  "default http://HOST:PORT");
  add_lambda_options(*dev, options.lambda, options.ca_file);
  add_key_options(*dev, options.sender_keys, options.customer_keys);
  dev->callback([&] { run_dev(listen, options); });
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
  add_serve_options(*serve, options);
  add_lambda_options(*serve, options.lambda, options.ca_file);
  add_key_options(*serve, options.sender_keys, options.customer_keys);
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

void add_root_key(CLI::App& app, NewRootKeyOptions& options) {
  CLI::App* rotate = app.get_subcommand("keys")->add_subcommand(
      "rotate-root", "Replace the root key and seal all records anew, also while serving");
  rotate->footer(
      "A run that was cut off is gone on with by the next, or by the server. Sign-ins that are\n"
      "half done and page tokens end with it; users stay signed in. With several servers on one\n"
      "database, run it with --prepare at each, and then once without. A new key file is\n"
      "made by 'head -c 32 /dev/urandom'; keep it before you begin: there is no way back.");
  add_data_options(*rotate, options.data);
  rotate->add_option("--new-root-key-file", options.new_key_file,
                     "File of 32 bytes, in place of that of --root-key-file; without it the key "
                     "file beside the data is replaced");
  rotate->add_flag("--prepare", options.prepare, "Only tell the server which key is to come");
  rotate->callback([&] { rotate_root_key(options); });
}

void add_signing_keys(CLI::App& app, NewSigningKeysOptions& options) {
  CLI::App* rotate = app.get_subcommand("keys")->add_subcommand(
      "rotate-signing", "Replace the keys that sign a user pool's tokens, also while serving");
  rotate->footer(
      "The new keys are published at once and sign 65 minutes later, when nobody has a copy of "
      "the\n"
      "pool's jwks.json from before; the present ones stay there until nothing they signed is "
      "good.");
  add_data_options(*rotate, options.data);
  rotate->add_option("POOL", options.pool_id, "UserPoolId")->required();
  rotate->add_flag("--leaked", options.leaked,
                   "At once: tokens signed so far are refused. Sessions go on by their refresh "
                   "tokens");
  rotate->add_flag("--list", options.list, "Only print which keys there are");
  rotate->callback([&] { rotate_signing_keys(options); });
}

void add_pool_file_options(CLI::App& app, PoolFileOptions& options) {
  add_data_options(app, options.data);
  app.add_option("--key-file", options.key_file, "File of 32 bytes that locks the exported file");
  app.add_option("--passphrase-file", options.passphrase_file,
                 "File whose first line is the passphrase that locks the exported file");
}

void add_pool_files(CLI::App& app, PoolFileOptions& options) {
  CLI::App* save = app.add_subcommand("export", "Write a user pool to a sealed file");
  save->footer(
      "The file holds all its users sign in with: keep it and what locks it apart. Sign-in\n"
      "sessions are not in it. A server that has the data open is asked through its socket.");
  add_pool_file_options(*save, options);
  save->add_option("--pool", options.pool_id, "UserPoolId")->required();
  save->add_option("--out", options.file, "File to write")->required();
  save->callback([&] { export_pool(options); });
  CLI::App* restore = app.add_subcommand("restore", "Bring an exported user pool back");
  add_pool_file_options(*restore, options);
  restore->add_option("--in", options.file, "File to read")->required();
  restore->callback([&] { std::printf("restored %s\n", restore_pool(options).c_str()); });
}

void add_store_files(CLI::App& app, DataOptions& data, std::string& file) {
  CLI::App* backup =
      app.add_subcommand("backup", "Copy all data to a new file, also while serving");
  backup->footer(
      "The copy is of one moment. The root key is not in it: keep the key file apart, since\n"
      "neither is good without the other. 'postern restore-store' brings both back.");
  add_data_options(*backup, data);
  backup->add_option("--out", file, "File to write; nothing is overwritten")->required();
  backup->callback([&] { back_up_store(data, file); });
  CLI::App* check = app.add_subcommand("check", "Look for damage in the data, also while serving");
  check->footer(
      "Checks the file, that every record is as it was written, and that indexes and what they\n"
      "index agree. Exits with 1 when something is wrong.");
  add_data_options(*check, data);
  check->callback([&] {
    if (!check_store(data)) throw CLI::RuntimeError(1);
  });
}

void add_compact(CLI::App& app, DataOptions& data, bool& rewrite) {
  CLI::App* compact = app.add_subcommand(
      "compact", "Give the room of deleted data back to the file system, also while serving");
  add_data_options(*compact, data);
  compact->add_flag("--rewrite", rewrite,
                    "Make the file as small as it can be: takes room for two copies, and who "
                    "writes waits until it is done");
  compact->callback([&] { compact_store(data, rewrite); });
}

void add_restore_store(CLI::App& app, RestoreOptions& options) {
  CLI::App* restore = app.add_subcommand("restore-store", "Put a backup of all data into service");
  restore->footer(
      "The copy is checked whole before it gets its name. A store that is there is never touched:\n"
      "restore into another directory, or move it away first.\n"
      "What was used after the backup was taken must not work again, and the backup does not know\n"
      "of it: codes, links and sign-ins under way are void afterwards, and users sign in anew.\n"
      "With '--sessions keep' their sessions go on, also those that were signed out since then,\n"
      "but for app clients that rotate refresh tokens.");
  restore->add_option("--data", options.data.directory, "Directory of the data")->required();
  restore->add_option("--in", options.backup, "File of 'postern backup'")->required();
  restore->add_option("--key-file", options.key_file,
                      "Its key file, a copy of which is put beside the data");
  restore->add_option("--root-key-file", options.data.root_key_file,
                      "Or the file of 32 bytes that serve is given");
  restore->add_option("--sessions", options.sessions, "What becomes of sessions: end or keep")
      ->check(CLI::IsMember({"end", "keep"}))
      ->capture_default_str();
  restore->callback([&] { restore_store(options); });
}

void add_audit(CLI::App& app, AuditOptions& options) {
  CLI::App* audit = app.add_subcommand("audit", "Read who did what, also while serving");
  audit->require_subcommand(1);
  CLI::App* save = audit->add_subcommand("export", "Write it as CloudTrail records, one a line");
  add_data_options(*save, options.data);
  save->add_option("--out", options.file,
                   "File to write; nothing is overwritten; default: standard output");
  save->callback([&] { export_audit_log(options); });
  CLI::App* verify = audit->add_subcommand("verify", "Look whether it is as it was written");
  verify->footer(
      "Prints CHAIN:SEQUENCE:HASH for each run that wrote to it. Such a text, kept elsewhere and\n"
      "given as --anchor later, tells whether the log was put back to an older state.\n"
      "Exits with 1 when something is wrong.");
  add_data_options(*verify, options.data);
  verify->add_option("--anchor", options.anchor, "CHAIN:SEQUENCE:HASH");
  verify->callback([&] {
    if (!verify_audit_log(options)) throw CLI::RuntimeError(1);
  });
}

void print_totp_qr(const std::string& account, const std::string& issuer) {
  std::string secret;
  std::getline(std::cin, secret);
  const std::string uri = totp_uri(secret, account, issuer);
  // The URI is of use where the picture cannot be made.
  std::printf("%s\n", uri.c_str());
  std::printf("%s", qr_blocks(uri).c_str());
}

void add_totp_qr(CLI::App& app, std::string& account, std::string& issuer) {
  CLI::App* qr = app.add_subcommand(
      "totp-qr", "Show a SecretCode of AssociateSoftwareToken to an authenticator app");
  qr->footer(
      "The SecretCode is read from standard input: arguments are for everybody on the machine to "
      "see.");
  qr->add_option("--account", account, "The user, as the app shows them")->required();
  qr->add_option("--issuer", issuer, "Your service, as the app shows it")->required();
  qr->callback([&] { print_totp_qr(account, issuer); });
}

int run(int argc, char** argv) {
  std::string dev_listen = "127.0.0.1:9229";
  DevOptions dev_options;
  dev_options.region = "us-east-1";
  std::string serve_listen;
  ServeOptions serve_options;
  DataOptions keys_data;
  std::string key_id;
  PoolFileOptions pool_file;
  DataOptions store_data;
  std::string backup_file;
  NewRootKeyOptions new_root_key;
  NewSigningKeysOptions new_signing_keys;
  DataOptions compact_data;
  bool rewrite = false;
  RestoreOptions restore_options;
  AuditOptions audit_options;
  std::string totp_account;
  std::string totp_issuer;

  CLI::App app("An identity engine that speaks Amazon Cognito's API");
  app.require_subcommand(1);
  add_dev(app, dev_listen, dev_options);
  add_serve(app, serve_listen, serve_options);
  add_keys(app, keys_data, key_id);
  add_pool_files(app, pool_file);
  add_root_key(app, new_root_key);
  add_signing_keys(app, new_signing_keys);
  add_store_files(app, store_data, backup_file);
  add_compact(app, compact_data, rewrite);
  add_restore_store(app, restore_options);
  add_audit(app, audit_options);
  add_totp_qr(app, totp_account, totp_issuer);
  app.add_subcommand("version", "Print the version")->callback([] {
    std::printf("%s\n", postern_version());
  });
  CLI11_PARSE(app, argc, argv);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  // A peer that is gone is told by the call that writes to it.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "postern: %s\n", error.what());
    return 1;
  }
}

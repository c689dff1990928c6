// A pool into which users are imported: files, jobs, and what their logs say.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "http/http.h"
#include "ops/auth_fixture.h"

namespace postern::test {

inline constexpr std::string_view kRole = "arn:aws:iam::123456789012:role/import";
// "U*U" (Openwall crypt_blowfish 1.3, wrapper.c).
inline constexpr std::string_view kBcrypt =
    "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
inline constexpr std::string_view kSucceeded = "The import succeeded.";

struct ImportFixture : AuthFixture {
  using AuthFixture::AuthFixture;

  Json for_job(std::string_view id) { return object("UserPoolId", pool, "JobId", id); }

  Json create(std::string_view algorithm = {}) {
    Json request = object("UserPoolId", pool, "JobName", "job", "CloudWatchLogsRoleArn", kRole);
    if (!algorithm.empty()) request.set("PasswordHashingAlgorithm", algorithm);
    return *run("CreateUserImportJob", request).find("UserImportJob");
  }
  Json describe(std::string_view id) {
    return *run("DescribeUserImportJob", for_job(id)).find("UserImportJob");
  }
  std::string status(std::string_view id) { return std::string(describe(id).get_string("Status")); }

  http::Response http(std::string_view method, std::string_view url, std::string_view body = {},
                      std::string_view range = {}, std::string_view upload_id = {}) {
    http::Request request;
    request.method = method;
    request.target = url.substr(url.find('/', 8));
    request.body = body;
    if (!range.empty()) request.headers.emplace_back("Content-Range", range);
    if (!upload_id.empty()) request.headers.emplace_back("X-Postern-Upload-Id", upload_id);
    return engine->handle_http(request);
  }

  std::vector<std::string> columns() {
    std::vector<std::string> names;
    const Json answer = run("GetCSVHeader", object("UserPoolId", pool));
    for (const Json& name : answer.find("CSVHeader")->as_array()) names.push_back(name.as_string());
    return names;
  }
  std::string header(bool hashes = false) {
    std::string line;
    for (const std::string& name : columns()) line += (line.empty() ? "" : ",") + name;
    return line + (hashes ? ",password_hash\n" : "\n");
  }
  // A row in the header's order: name=value pairs, the rest empty.
  std::string row(const std::vector<std::pair<std::string, std::string>>& values,
                  bool hashes = false) {
    std::vector<std::string> names = columns();
    if (hashes) names.emplace_back("password_hash");
    std::string line;
    for (const std::string& name : names) {
      if (&name != &names.front()) line += ',';
      for (const auto& [column, value] : values) line += column == name ? value : "";
    }
    return line + "\n";
  }
  std::string user_row(const std::string& name) {
    return row(
        {{"cognito:username", name}, {"email", name + "@example.com"}, {"email_verified", "TRUE"}});
  }

  // A job whose file has been uploaded.
  std::string uploaded(std::string_view file, std::string_view algorithm = {}) {
    const Json job = create(algorithm);
    const auto response = http("PUT", job.get_string("PreSignedUrl"), file);
    INFO(response.body);
    REQUIRE(response.status == 200);
    return std::string(job.get_string("JobId"));
  }
  // As it is when it has ended.
  Json finished(std::string_view id) {
    while (run("postern:RunMaintenance", Json::object()).get_bool("MoreWork")) {
    }
    return describe(id);
  }
  Json imported(std::string_view file, std::string_view algorithm = {}) {
    const std::string id = uploaded(file, algorithm);
    run("StartUserImportJob", for_job(id));
    return finished(id);
  }
  std::vector<std::string> log(std::string_view id) {
    std::vector<std::string> lines;
    Json request = for_job(id);
    for (;;) {
      const Json page = run("postern:GetUserImportJobLog", request);
      for (const Json& line : page.find("Lines")->as_array()) lines.push_back(line.as_string());
      if (!page.contains("NextToken")) return lines;
      request.set("NextToken", page.get_string("NextToken"));
    }
  }
  // What the log says of the only row of a file.
  std::string fate_of(const std::string& line, std::string_view algorithm = {}) {
    const Json job = imported(header(!algorithm.empty()) + line, algorithm);
    const auto lines = log(job.get_string("JobId"));
    REQUIRE(lines.size() == 1);
    const std::size_t dash = lines[0].find(" - ");
    CHECK(lines[0].substr(0, dash).ends_with("Line Number 2"));
    return lines[0].substr(dash + 3);
  }
  Json get_user(std::string_view name) { return run("AdminGetUser", for_user(name)); }
};

inline std::string attribute_of(const Json& user, std::string_view name) {
  for (const Json& attribute : user.find("UserAttributes")->as_array()) {
    if (attribute.get_string("Name") == name) return std::string(attribute.get_string("Value"));
  }
  return {};
}

}  // namespace postern::test

// User import jobs: the life of one, its file, its URL, its log.
#include <catch2/catch.hpp>

#include "ops/user_import_fixture.h"

using namespace postern;
using namespace postern::test;

TEST_CASE_METHOD(ImportFixture, "GetCSVHeader names the columns in Cognito's order") {
  run("AddCustomAttributes",
      for_pool(pool, R"({"CustomAttributes":[{"Name":"tier","AttributeDataType":"String"}]})"));
  CHECK(header() ==
        "name,given_name,family_name,middle_name,nickname,preferred_username,profile,picture,"
        "website,email,email_verified,gender,birthdate,zoneinfo,locale,phone_number,"
        "phone_number_verified,address,updated_at,custom:tier,cognito:mfa_enabled,"
        "cognito:username\n");
}

TEST_CASE_METHOD(ImportFixture, "a job runs from Created to Succeeded and tells of every row") {
  const std::string id = uploaded(header() + user_row("alice") + "\r\n" + user_row("alice") +
                                  row({{"cognito:username", "bob"}, {"email", "bob@example.com"}}) +
                                  user_row("carol"));
  CHECK(status(id) == "Created");
  const Json started = *run("StartUserImportJob", for_job(id)).find("UserImportJob");
  CHECK(started.get_string("Status") == "Pending");
  CHECK(started.contains("StartDate"));
  const Json job = finished(id);
  CHECK(job.get_string("Status") == "Succeeded");
  CHECK(job.get_int("ImportedUsers") == 2);
  CHECK(job.get_int("SkippedUsers") == 1);
  CHECK(job.get_int("FailedUsers") == 1);
  CHECK(job.contains("CompletionDate"));
  CHECK(job.get_string("CloudWatchLogsRoleArn") == kRole);
  CHECK(log(id) ==
        std::vector<std::string>{
            "[SUCCEEDED] Line Number 2 - The import succeeded.",
            "[SKIPPED] Line Number 4 - The user already exists.",
            "[FAILED] Line Number 5 - The User Record does not set any of the auto verified "
            "attributes to true. (Example: email_verified to true).",
            "[SUCCEEDED] Line Number 6 - The import succeeded."});
  CHECK(get_user("alice").get_string("UserStatus") == "RESET_REQUIRED");
  CHECK(attribute_of(get_user("alice"), "email_verified") == "true");
  const Json page = run("postern:GetUserImportJobLog", for_job(id));
  CHECK(page.get_string("LogGroupName") == "/aws/cognito/userpools/" + pool + "/pool");
  CHECK(page.get_string("LogStreamName") == id + "/job");
  const auto downloaded = http("GET", job.get_string("PreSignedUrl"));
  CHECK(downloaded.status == 200);
  CHECK(downloaded.body.starts_with("[SUCCEEDED] Line Number 2 - "));
}

TEST_CASE_METHOD(ImportFixture, "a job in which nobody was imported has failed") {
  const Json job = imported(header() + row({{"cognito:username", "bob"}}));
  CHECK(job.get_string("Status") == "Failed");
  CHECK(job.get_string("CompletionMessage") ==
        "Too many users have failed or been skipped during the import.");
}

TEST_CASE_METHOD(ImportFixture, "a file with another header fails as a whole") {
  const auto message = [&](const std::string& file, std::string_view algorithm = {}) {
    const Json job = imported(file, algorithm);
    CHECK(job.get_string("Status") == "Failed");
    return std::string(job.get_string("CompletionMessage"));
  };
  CHECK(message("") == "The file is empty.");
  CHECK(message("cognito:username\n") == "The header of the file lacks a column: name");
  CHECK(message("\xef\xbb\xbf" + header()) == "The header of the file lacks a column: name");
  CHECK(message(header().substr(0, header().size() - 1) + ",extra\n") ==
        "The header of the file has an unknown column: extra");
  CHECK(message(header().substr(0, header().size() - 1) + ",name\n") ==
        "The header of the file has a column twice: name");
  CHECK(message(header(), "BCRYPT") == "The header of the file lacks a column: password_hash");
}

TEST_CASE_METHOD(ImportFixture, "jobs refuse what does not fit their state") {
  const std::string empty_id(create().get_string("JobId"));
  CHECK(
      refusal("StartUserImportJob", for_job(empty_id)).starts_with("PreconditionNotMetException"));
  CHECK(refusal("StopUserImportJob", for_job(empty_id)).starts_with("PreconditionNotMetException"));
  const std::string first = uploaded(header() + user_row("a"));
  const std::string second = uploaded(header() + user_row("b"));
  run("StartUserImportJob", for_job(first));
  CHECK(refusal("StartUserImportJob", for_job(first)).starts_with("PreconditionNotMetException"));
  CHECK(refusal("StartUserImportJob", for_job(second)) ==
        "PreconditionNotMetException: Another user import job is in progress.");
  CHECK(finished(first).get_string("Status") == "Succeeded");
  run("StartUserImportJob", for_job(second));
  CHECK(finished(second).get_string("Status") == "Succeeded");
  CHECK(refusal("DescribeUserImportJob", for_job("import-none"))
            .starts_with("ResourceNotFoundException"));
}

TEST_CASE_METHOD(ImportFixture, "the pool stays as it is while users are imported into it") {
  const std::string id = uploaded(header() + user_row("a"));
  run("StartUserImportJob", for_job(id));
  const std::string refused = "UserImportInProgressException";
  CHECK(refusal("UpdateUserPool", object("UserPoolId", pool)).starts_with(refused));
  CHECK(refusal("DeleteUserPool", object("UserPoolId", pool)).starts_with(refused));
  CHECK(
      refusal("AddCustomAttributes",
              for_pool(pool, R"({"CustomAttributes":[{"Name":"t","AttributeDataType":"String"}]})"))
          .starts_with(refused));
  finished(id);
  run("UpdateUserPool", for_pool(pool, R"({"AutoVerifiedAttributes":["email"]})"));
  run("DeleteUserPool", object("UserPoolId", pool));
}

TEST_CASE_METHOD(ImportFixture, "a job can be stopped; who is imported stays") {
  std::string file = header();
  for (int i = 0; i < 500; ++i) file += user_row("user" + std::to_string(i));
  const std::string id = uploaded(file);
  run("StartUserImportJob", for_job(id));
  CHECK(describe(id).get_string("Status") == "InProgress");
  const auto so_far = describe(id).get_int("ImportedUsers");
  CHECK(so_far > 0);
  CHECK(so_far < 500);
  CHECK(run("StopUserImportJob", for_job(id)).find("UserImportJob")->get_string("Status") ==
        "Stopping");
  const Json job = finished(id);
  CHECK(job.get_string("Status") == "Stopped");
  CHECK(job.get_string("CompletionMessage") == "The Import Job was stopped by the developer.");
  CHECK(job.get_int("ImportedUsers") >= so_far);
  CHECK(get_user("user0").get_string("UserStatus") == "RESET_REQUIRED");
  CHECK(refusal("AdminGetUser", for_user("user499")).starts_with("UserNotFoundException"));
}

TEST_CASE_METHOD(ImportFixture, "a job that is not started within a day expires") {
  const std::string id = uploaded(header() + user_row("a"));
  advance_s(86'399);
  CHECK(status(id) == "Created");
  advance_s(1);
  CHECK(status(id) == "Expired");
  CHECK(refusal("StartUserImportJob", for_job(id)).starts_with("PreconditionNotMetException"));
}

TEST_CASE_METHOD(ImportFixture,
                 "a pre-signed URL is for its job, for an hour, and for who has it") {
  const Json job = create();
  const std::string url(job.get_string("PreSignedUrl"));
  CHECK(url.starts_with("https://cognito-idp.us-east-1.amazonaws.com/user-import/"));
  std::string forged = url;
  forged[forged.size() - 4] = forged[forged.size() - 4] == 'A' ? 'B' : 'A';
  CHECK(http("PUT", forged, "x").status == 403);
  CHECK(http("GET", forged).status == 403);
  CHECK(http("POST", url, "x").status == 405);
  CHECK(http("PUT", url, "x").status == 200);
  advance_s(3'600);
  CHECK(http("PUT", url, "x").status == 403);
  const std::string fresh(describe(job.get_string("JobId")).get_string("PreSignedUrl"));
  CHECK(http("PUT", fresh, header() + user_row("a")).status == 200);
  run("StartUserImportJob", for_job(job.get_string("JobId")));
  CHECK(http("PUT", fresh, "x").status == 400);
}

TEST_CASE_METHOD(ImportFixture, "a file in pieces is whole when its last piece is there") {
  const std::string file = header() + user_row("alice") + user_row("bob");
  const Json job = create();
  const std::string id(job.get_string("JobId"));
  const std::string url(job.get_string("PreSignedUrl"));
  const std::string total = "/" + std::to_string(file.size());
  const auto first = http("PUT", url, file.substr(0, 300), "bytes 0-299" + total);
  REQUIRE(first.status == 200);
  std::string upload_id;
  for (const auto& [name, value] : first.headers) {
    if (name == "X-Postern-Upload-Id") upload_id = value;
  }
  CHECK(refusal("StartUserImportJob", for_job(id)).starts_with("PreconditionNotMetException"));
  const std::string rest = "bytes 300-" + std::to_string(file.size() - 1) + total;
  CHECK(http("PUT", url, file.substr(300), rest, "other").status == 400);
  CHECK(http("PUT", url, file.substr(301), rest, upload_id).status == 400);
  CHECK(http("PUT", url, file.substr(300), rest, upload_id).status == 200);
  CHECK(http("PUT", url, file.substr(300), rest, upload_id).status == 400);
  CHECK(http("PUT", url, "x", "bytes 0-0/104857601").status == 400);
  CHECK(http("PUT", url, "x", "bytes 0-1/2").status == 400);
  CHECK(http("PUT", url, "x", "0-0/1").status == 400);
  run("StartUserImportJob", for_job(id));
  CHECK(finished(id).get_int("ImportedUsers") == 2);
}

TEST_CASE_METHOD(ImportFixture, "jobs are listed in pages, whose tokens open nowhere else") {
  for (int i = 0; i < 3; ++i) create();
  Json request = object("UserPoolId", pool);
  request.set("MaxResults", 2);
  const Json page = run("ListUserImportJobs", request);
  CHECK(page.find("UserImportJobs")->size() == 2);
  request.set("PaginationToken", page.get_string("PaginationToken"));
  const Json rest = run("ListUserImportJobs", request);
  CHECK(rest.find("UserImportJobs")->size() == 1);
  CHECK_FALSE(rest.contains("PaginationToken"));
  request.set("UserPoolId", make_pool("{}"));
  CHECK(refusal("ListUserImportJobs", request).starts_with("InvalidParameterException"));
}

TEST_CASE_METHOD(ImportFixture, "a job goes on where it was after the engine is opened again") {
  std::string file = header();
  for (int i = 0; i < 450; ++i) file += user_row("user" + std::to_string(i));
  const std::string id = uploaded(file);
  run("StartUserImportJob", for_job(id));
  run("postern:RunMaintenance", Json::object());
  engine.reset();
  engine = open(memory);
  const Json job = finished(id);
  CHECK(job.get_string("Status") == "Succeeded");
  CHECK(job.get_int("ImportedUsers") == 450);
  CHECK(job.get_int("SkippedUsers") == 0);
  CHECK(log(id).size() == 450);
}

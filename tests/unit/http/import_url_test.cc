// The pre-signed URL of an import job: what a request for it becomes, and what it is answered.
#include "face_fixture.h"

using namespace postern;
using namespace postern::test;

namespace {

struct UrlFixture : Fixture {
  http::Response ask(std::string_view method, std::string_view target, std::string_view body = {},
                     std::string_view range = {}, std::string_view upload_id = {}) {
    http::Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    if (!range.empty()) request.headers.emplace_back("content-range", range);
    if (!upload_id.empty()) request.headers.emplace_back("x-postern-upload-id", upload_id);
    return face.handle(request);
  }
};

}  // namespace

TEST_CASE_METHOD(UrlFixture, "a body without a range is a whole file") {
  const auto response = ask("PUT", "/user-import/t0ken", "a,b\n");
  CHECK(response.status == 200);
  CHECK(backend.called == "t0ken 0+a,b\n/4 ");
  CHECK(header(response, "X-Postern-Upload-Id") == "upload-1");
}

TEST_CASE_METHOD(UrlFixture, "a piece says where it belongs and which upload it continues") {
  CHECK(ask("PUT", "/user-import/t", "cd", "bytes 2-3/10", "u").status == 200);
  CHECK(backend.called == "t 2+cd/10 u");
}

TEST_CASE_METHOD(UrlFixture, "a range that does not fit its body reaches nobody") {
  for (const char* range :
       {"bytes 2-4/10", "bytes 2-3/3", "bytes 3-2/10", "bytes 2-3/*", "bytes=2-3/10", "2-3/10",
        "bytes 2-3/10 ", "bytes -2-3/10", "bytes 2-3/99999999999999999999", "bytes */10", "x"}) {
    INFO(range);
    // Blanks around a field's value are not part of it.
    const bool legal = std::string_view(range) == "bytes 2-3/10 ";
    CHECK(ask("PUT", "/user-import/t", "cd", range).status == (legal ? 200 : 400));
  }
}

TEST_CASE_METHOD(UrlFixture, "the log is plain text whose next part a Link names") {
  const auto first = ask("GET", "/user-import/t");
  CHECK(first.body == "a line\n");
  CHECK(header(first, "Content-Type") == "text/plain; charset=utf-8");
  CHECK(header(first, "Link") == "<?from=16>; rel=\"next\"");
  const auto second = ask("GET", "/user-import/t?from=16");
  CHECK(backend.called == "t from 16");
  CHECK(header(second, "Link").empty());
  CHECK(ask("GET", "/user-import/t?from=x").status == 400);
  CHECK(ask("GET", "/user-import/t?page=1").status == 400);
}

TEST_CASE_METHOD(UrlFixture, "refusals have the statuses of a store behind signed URLs") {
  backend.failure = reject("AccessDenied", "Request has expired");
  CHECK(ask("PUT", "/user-import/t", "x").status == 403);
  CHECK(ask("GET", "/user-import/t").status == 403);
  backend.failure = reject("ResourceNotFoundException", "gone");
  CHECK(ask("GET", "/user-import/t").status == 404);
  backend.failure = Error{Errc::storage, "InternalErrorException", "disk"};
  CHECK(ask("PUT", "/user-import/t", "x").status == 500);
  CHECK(ask("POST", "/user-import/t", "x").status == 405);
}

// What pages are made of besides their markup.
#include "web/assets.h"

#include "http/response.h"

namespace postern::web {
namespace {

// Classes that end in -customizable are those that SetUICustomization speaks of: their rules weigh
// no more than one class, so that those of a pool, which come later, replace them.
constexpr std::string_view kSheet = R"(:root{color-scheme:light;--page:#f4f4f2;--form:#fff;
--form-border:#d6d8dc;--heading:#1b1d21;--text:#3a3e45;--soft:#3a3e45;--label:#1b1d21;--input:#fff;
--input-border:#8a8f98;--focus:#1f5fbf;--link:#1f5fbf;--divider:#e3e3e0;--button:#1f5fbf;
--button-text:#fff;--button-hover:#184c99;--button-hover-text:#fff;--second:#fff;
--second-border:#1f5fbf;--second-text:#1f5fbf;--form-radius:10px;--input-radius:6px;
--button-radius:6px}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;color:var(--text);
font:1rem/1.5 system-ui,sans-serif}
.background-customizable{background-color:var(--page)}
main{width:100%;max-width:25rem;padding:2rem;background:var(--form);
border-radius:var(--form-radius);
border:1px solid var(--form-border)}
h1{margin:0 0 1rem;font-size:1.5rem;line-height:1.25;color:var(--heading)}
p{margin:0 0 1rem}
a{color:var(--link)}
ul{list-style:none;margin:0;padding:0}
.banner-customizable{text-align:center}
.logo-customizable{max-width:100%;max-height:6rem}
.label-customizable{display:block;font-weight:600;color:var(--label)}
.inputField-customizable{width:100%;padding:.6rem .7rem;font:inherit;color:inherit;
background:var(--input);border:1px solid var(--input-border);border-radius:var(--input-radius)}
.inputField-customizable:focus,button:focus-visible,a:focus-visible{outline:3px solid var(--focus);
outline-offset:1px}
.submitButton-customizable,.button{display:block;width:100%;margin:0 0 1rem;padding:.65rem 1rem;
font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer;
border:1px solid transparent;border-radius:var(--button-radius);background:var(--button);
color:var(--button-text)}
.submitButton-customizable:hover{background:var(--button-hover);color:var(--button-hover-text)}
.provider,.second .submitButton-customizable{background:var(--second);color:var(--second-text);
border-color:var(--second-border)}
.divider{border-top:1px solid var(--divider);padding-top:1rem}
.problem{padding:.6rem .8rem;border-left:4px solid #b3261e;background:#fbeae9;color:#7a1a14}
.notice{padding:.6rem .8rem;border-left:4px solid #1d7a3c;background:#e8f5ec;color:#14532a}
.field small{display:block;color:var(--soft)}
.qr svg{display:block;width:12rem;max-width:100%;margin:0 auto}
code{overflow-wrap:anywhere}
)";

// The page holds what the authenticator is asked, and takes its answer as a field of its form.
constexpr std::string_view kScript = R"('use strict';
(() => {
  const form = document.getElementById('passkeyForm');
  const problem = document.getElementById('passkeyProblem');
  const options = JSON.parse(form.dataset.options);
  const ask = () => (form.dataset.ceremony === 'create'
    ? navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }));
  const answer = async () => {
    problem.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify((await ask()).toJSON());
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
      return;
    }
    form.submit();
  };
  form.addEventListener('submit', (event) => { event.preventDefault(); answer(); });
  if (form.dataset.ceremony === 'get') answer();
})();
)";

}  // namespace

http::Response asset(std::string_view media_type, std::string body) {
  http::Response response{.status = 200, .headers = {}, .body = std::move(body)};
  http::add_header(response, "Content-Type", media_type);
  http::add_header(response, "Content-Security-Policy", "default-src 'none'; sandbox");
  http::add_header(response, "X-Content-Type-Options", "nosniff");
  http::add_header(response, "Cache-Control", "public, max-age=3600");
  return response;
}

http::Response show_sheet(const oauth::LoginRequest&) {
  return asset("text/css; charset=utf-8", std::string(kSheet));
}

http::Response show_passkey_script(const oauth::LoginRequest&) {
  return asset("text/javascript; charset=utf-8", std::string(kScript));
}

}  // namespace postern::web

// What to call a passkey: the providers people have, after the community's list of AAGUIDs
// (github.com/passkeydeveloper/passkey-authenticator-aaguids).
#include "domain/passkey_name.h"

#include "codec/hex.h"

namespace postern::domain {
namespace {

struct Provider {
  std::string_view aaguid;
  std::string_view name;
};

constexpr Provider kProviders[] = {
    {"08987058cadc4b81b6e130de50dcbe96", "Windows Hello"},
    {"6028b017b1d44c02b4b3afcdafc96bb2", "Windows Hello"},
    {"9ddd1817af5a4672a2b93e3dd95000a9", "Windows Hello"},
    {"adce000235bcc60a648b0b25f1f05503", "Chrome on Mac"},
    {"bada5566a7aa401fbd9645619a55120d", "1Password"},
    {"d548826e79b4db40a3d811116f7e8349", "Bitwarden"},
    {"531126d6e717415c93203d9aa6981239", "Dashlane"},
    {"ea9b8d664d011d213ce4b6b48cb575d4", "Google Password Manager"},
    {"fbfc3007154e4ecc8c0b6e020557d7bd", "iCloud Keychain"},
    {"53414d53554e47000000000000000000", "Samsung Pass"},
};

}  // namespace

std::string_view passkey_name(std::string_view aaguid) {
  const std::string hex = codec::hex_encode(aaguid);
  for (const Provider& provider : kProviders) {
    if (provider.aaguid == hex) return provider.name;
  }
  return "Passkey";
}

}  // namespace postern::domain

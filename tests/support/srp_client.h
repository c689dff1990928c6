// A Cognito SRP client in plain big-number arithmetic, sharing no code with the engine.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace postern::test {

// One sign-in attempt, as amazon-cognito-identity-js makes it.
class SrpClient {
 public:
  // `pool_name` is the pool id's part after "_". `a_bytes` is the width of the client's secret.
  static SrpClient create(std::string_view pool_name, int a_bytes = 128);
  // With a known secret, in hex.
  static SrpClient with_secret(std::string_view pool_name, const std::string& a_hex);

  SrpClient(SrpClient&&) noexcept;
  SrpClient& operator=(SrpClient&&) noexcept;
  ~SrpClient();

  // SRP_A: lower-case hex without padding, so sometimes of an odd number of digits.
  [[nodiscard]] std::string A_hex() const;

  // PASSWORD_CLAIM_SIGNATURE, base64. The salt and B are hex as the server sent them; the secret
  // block is decoded.
  [[nodiscard]] std::string answer(std::string_view user_id, std::string_view password,
                                   const std::string& salt_hex, const std::string& B_hex,
                                   std::string_view secret_block, std::string_view timestamp) const;

  // K, 16 bytes: what answer() signs with.
  [[nodiscard]] std::string session_key(std::string_view user_id, std::string_view password,
                                        const std::string& salt_hex,
                                        const std::string& B_hex) const;

 private:
  struct Numbers;
  SrpClient(std::string_view pool_name, std::unique_ptr<Numbers> numbers);

  std::string pool_name_;
  std::unique_ptr<Numbers> numbers_;
};

}  // namespace postern::test

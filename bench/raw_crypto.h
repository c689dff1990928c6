// What the cryptographic libraries take by themselves, used as plainly and as well as one can.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace bench {

// RS256 by OpenSSL's EVP interface, with the key and the digest context kept.
class RawVerifier {
 public:
  // Big-endian components of the key.
  RawVerifier(std::string_view n, std::string_view e);
  ~RawVerifier();
  void verify(std::string_view message, std::string_view signature);  // Aborts when it is wrong.

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// RSA-2048 signatures over a digest, with the context kept.
class RawSigner {
 public:
  RawSigner();
  ~RawSigner();
  void sign();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// The powers a plain SRP-6a server computes for one sign-in: g^b, v^u, (A v^u)^b in the group of
// 3072 bits, exponents of 256 bits, in constant time, with N's Montgomery form kept.
class RawSrpServer {
 public:
  RawSrpServer();
  ~RawSrpServer();
  void sign_in();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// libsodium's Argon2id as it comes: it maps its own memory.
void raw_password_hash(std::string_view password, int memory_kib, int passes);

}  // namespace bench

// Two RSA keys that signing in simulated worlds takes: fixed, so that one seed makes one trace.
#include "simulation/signing_keys.h"

#include "codec/base64.h"
#include "crypto/rsa.h"
#include "domain/keyspace.h"
#include "support/store_fixture.h"
#include "tokens/key_ring.h"

namespace postern::sim {
namespace {

// Made for this program, and used nowhere else.
constexpr std::string_view kIdKey =
    "MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQCj774/1wL+bO8SBqf1yMuU3YbwBy9sQ+QN59Yz"
    "j4mmb++CkPy5V900yfRV1amTTUIxSEsaUSJLkeNyzHKA0Tc/mLJIbPV9JcRMUN2GMU/SerlggCsyZ1LYCpuAwH5N"
    "VuJLivTO0vP7WkpDThnFqRWJmHAJGVTvSxW2K82zWVVTwkPkp0VZk6YEzmwmsVDafBtRbilPgwN/7otOKyPOzucg"
    "ImIK+3dJDxPrqgzt3B6mQ0/ZVllhwou6niVCfc72eLhnd6yZLA5GDSSiAGPXN5QcGaK9VyfjCQ1g5XPymIF40XLt"
    "VnGXouYSDcJkux7o2Av2wR8PWkej0/+BW+uc6L+RAgMBAAECgf89LtzxvpmDHbIexxoFzpeucHjJshGTFAlo8gaD"
    "xRNATTrmL3VhrprXKkrCkAjTtXrd7I3dfptOyHtgCEcmfjCDErnCoJaUAzPuAwbOltkxj7fvn1Sb1sSFDz4Nq7ZG"
    "suhEQ8b/gB8PgqU9GjaQvYPkCY0C5O0zeY0pP+GQAjZw1yHNzuti2Xbu3a1JPVbMXduPWpVuM/7r1kuZviL8SeX6"
    "3bcYERlLcfuK9G779y1hSVOXFr2u5uAAh6TvrML6a+WewJ4AfLm6JMrhHWJFjJ3CpJUq2g04qWAhQy/XpRkpv5Rv"
    "6XGMN+fPsPjq6o87Y8ryZCw5/xwMe56CxJGtrwcCgYEA4EP9wwnbc0rZaWWNiTTbDpodUkehG0B7rpxgxdhX88od"
    "ydU4wa0I/vFtJHlyCHJC2aFDAAxsvj/fS3iLB1GpI8bblMHcj1MbskiOX8xg/EnhxeHOSD74ErIaal95iJzJTkYa"
    "SELVlz/uicLXD8XzFud6aVEkz3TbqNtjB6aYKQMCgYEAuyJVckF9+TJgbTVakAgxol+hxinMvEaLMcZxZiabw1iY"
    "sMwvquWceetGCrm6HdewYgHuV00kKmN4sREBVJrl/pgIQE9IISjLM58s3H4G0onrXTGembUWMhiH3ML5QOIb5TKU"
    "KXYfyrYQyxt3G1aRgeNC1OJ0TbJkytEJGNKqjtsCgYEA2DsWMHiPm9E+YO3mkrVgxOp5fPzNbG43Ent6nyfiXY+y"
    "OwmX6L2C3/U9y55BAb3RkO54oFJagvEoxibavdrRn0o8K2jj1VlHahWlGN8BYB+ITXhTobr9C2GoMIoPr1WkjxDu"
    "hF/UeznMMA2puG6e3KWhlGwFdvVwWZX2HMlXCqsCgYB8+w9KQcdauXSBO5MCgxZzNZ+b86rTS+IHGlv+N2bsbq17"
    "1sM3Ribdnm6nFyfgan9Y1aVTFShETy76Qzs6QEG/adaI7OplixM7pOGXWWxBDO/uzAb67WCnkI6cuHM0DE9JIiCm"
    "GEhfYH2SyQMhdQ21TA0ElUHL6os6kaWbuIdE5QKBgQCf5KV4hBtfcny0pu8HUMBmZV043hxp53WtFIOT/7tThqIz"
    "DvsVuIwfhrjZ9WUtKhC+JfoP2OKkTQC4HKswFGoyKpQaWxiL1D/5lBW0CO+L8UK8myAyhX4+morR93oLg5lRoTnW"
    "E7SZ/LXMeeq37GsrHrZs6EFUT2t5pK7a1K/rdA==";
constexpr std::string_view kAccessKey =
    "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQC89NMCb/QgbEIpKNrK3UChxctYRpCHp9Yzf2Qj"
    "YfoXg39p1idaQDt35/c8gXnnJfde+gjwgOVPJa2Ht+asPaBitQOIVXLhi4ZQtWt8toFz4fyIn0WYC0BQq3H/xUx3"
    "BCx2EJYEollDWVx1DnAa+TwcCgGoqeajst11ChcMi9OROYq8cgLSSLunkym4ROHJ+kB8AtzKfufO0qHAgLNgx5CJ"
    "qHviZL3xwEN9hkHgxZsi/Tqavk9NTdNl/oXoHbG+GwRQiYUKxpR1MU0f/KWcaXqATZPW3Xmu/QXkmcSM5dxz700E"
    "D+7cSTp9jEFU1rZw9OxkKwsGbZx8rOIyK0BNJMkfAgMBAAECggEANlOjmWdLxsipawESitH7I6flM3+yTTZtqQe+"
    "6EdiqsEFcI4AaXvfPTXFyTEmtdUeHsH/sPo2M7/O+R7gJPRg+RA3MEr1CTDe0LSgb05fwMwgGb3FOhY+CxOH5rQ4"
    "rF1YVSemojV1OZ5nLUaV58Nxy1P7Lx2OMNGbx2s7vkEzdmSY6Oxt1OnqkELtfqq6hjD1EifhrKgHtYRc/+gfrJF/"
    "lOn5IDSaOi/mlx/APBpP34zHNu+ww8XUNLpOsoKvVLORHAMAWr8XJPX833IW7nvrgtTViUDwKaWUoTJIPFiG1OQ4"
    "UqpJxkissrufuMZgtMESqbmdWEaru9HkaDhAUdiMZQKBgQDfaz8tLqHnfWfYBjx4juTXgMR1M5KEh28MfbwyfwVI"
    "tHlu4sVl3i4QT3YsxbOAL0z1r1pjrDJTkImZ+tKmBStxzj1eOJRwy52EokpGU7HCdrC6QHS0+G03YJM1tk0YE7f/"
    "0S6AB8BAvAHJJTe58P0uXsB1btlRCyzR7v2udzPZ4wKBgQDYgwIXFi5OEMGSyv6iE7X0tw4DNON72xktasAbb+WC"
    "ArC9A3Ucpx3dB2DChfsR7PmQUhHzlajg9iimKej5pbnm9B8+cb2Y8g04R7ETjY+9wsFipR+ia44jfM5B2Ycfc+ie"
    "znS1ljOnYiyaL+euHKQpEgcHnCFm5sMPsnKdYD6olQKBgQCZ6Iyl+HjqOpa911XzCyUUXA16W6O0joPui/OIqb4f"
    "HsyEmc24Zj0/WS4km7ETPgJ7QWg4P5iPvoM8QvC4E9mg1Z2q+bkwluQVSaN3HRLYzuDh/aMoQ/cg7fObTdGAI51e"
    "qmCpLC3BqoJkabIg8qXHOtjETS+Bx/wBRu0VMeLTVwKBgB4G5UZQZDGdb0stbe0KcMS0knPtZNMriq1azbPAbAMA"
    "3oQIM7i6kJCz0j6IGE7fH6ldSHIQwnAYk4Cf9ViSHFskZiTh31qTzzOL9cnxawr1NJ66qc17vyW6zFwjj/LTv2Iu"
    "3c7FOvquyeLEXAwwmq+7eVAb3iIIROsrY2viCi6VAoGBAJBYoICX1jg1dXq1erMwZlLSENlHA2GqnCA5aQMCKN48"
    "17vyVFCKEpN0zBvRHYO1fFzObq+ijvi/eOAtxmn2+RLey9qMHpZbi8ORHaZg4uReHefwwkNDEDgfJX1x1WMxFkeL"
    "MdQVJCJafgUS0bFowFHaz/suw7sCBS8ZQoxKUJ9P";

std::unique_ptr<records::SigningKeyT> to_record(std::string_view base64) {
  auto record = std::make_unique<records::SigningKeyT>();
  record->der = codec::base64_decode(base64).value();
  record->kid = tokens::kid_of(crypto::RsaPrivateKey::from_der(record->der).value().public_key());
  return record;
}

}  // namespace

void put_signing_keys(storage::Storage& storage, std::string_view pool_id) {
  static test::ManualClock clock;
  test::SeededRandom random(7);
  const storage::Envelope envelope(std::string(32, 'k'), random);
  domain::Store store(storage, envelope, clock, random);
  domain::PoolKeys keys;
  keys.id_key = to_record(kIdKey);
  keys.access_key = to_record(kAccessKey);
  const auto done =
      store.transact([&](domain::Txn& txn) { return txn.put(domain::keys::keys(pool_id), keys); });
  if (!done.ok()) std::abort();
}

}  // namespace postern::sim

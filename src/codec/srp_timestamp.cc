// Reads a timestamp loosely, then accepts it only if writing it again gives the same text.
#include "codec/srp_timestamp.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>

namespace postern::codec {
namespace {

constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed",
                                                   "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
// "Tue Sep 15 08:07:09 UTC 2023"; one less with a day of one digit.
constexpr std::size_t kSizeMax = 28;

std::optional<unsigned> number(std::string_view digits) {
  unsigned value = 0;
  const char* end = digits.data() + digits.size();
  const auto [at, fault] = std::from_chars(digits.data(), end, value);
  if (fault != std::errc() || at != end) return std::nullopt;
  return value;
}

void append_two_digits(std::string& out, std::int64_t value) {
  out += static_cast<char>('0' + value / 10);
  out += static_cast<char>('0' + value % 10);
}

// The numbers at their places; what stands between them is for the caller to compare.
std::optional<std::int64_t> read_timestamp(std::string_view text) {
  using namespace std::chrono;
  if (text.size() != kSizeMax && text.size() != kSizeMax - 1) return std::nullopt;
  const std::size_t day_size = text.size() - (kSizeMax - 2);
  const auto* const month = std::find(kMonths.begin(), kMonths.end(), text.substr(4, 3));
  const auto day = number(text.substr(8, day_size));
  text.remove_prefix(8 + day_size);  // " 08:07:09 UTC 2023"
  const auto hour = number(text.substr(1, 2));
  const auto minute = number(text.substr(4, 2));
  const auto second = number(text.substr(7, 2));
  const auto year_number = number(text.substr(14, 4));
  if (month == kMonths.end()) return std::nullopt;
  if (!day || !hour || !minute || !second || !year_number) return std::nullopt;

  const year_month_day date(year(static_cast<int>(*year_number)),
                            std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
                            std::chrono::day(*day));
  if (!date.ok() || *year_number < 1970) return std::nullopt;
  const auto time = sys_days(date) + hours(*hour) + minutes(*minute) + seconds(*second);
  return time.time_since_epoch().count();
}

}  // namespace

std::string format_srp_timestamp(std::int64_t epoch_s) {
  using namespace std::chrono;
  const sys_seconds time{seconds(epoch_s)};
  const sys_days day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);

  std::string out(kDays[weekday(day).c_encoding()]);
  out += ' ';
  out += kMonths[static_cast<unsigned>(date.month()) - 1];
  out += ' ';
  out += std::to_string(static_cast<unsigned>(date.day()));
  out += ' ';
  append_two_digits(out, clock.hours().count());
  out += ':';
  append_two_digits(out, clock.minutes().count());
  out += ':';
  append_two_digits(out, clock.seconds().count());
  out += " UTC ";
  return out += std::to_string(static_cast<int>(date.year()));
}

Result<std::int64_t> parse_srp_timestamp(std::string_view text) {
  const auto epoch_s = read_timestamp(text);
  if (!epoch_s || format_srp_timestamp(*epoch_s) != text) {
    return invalid_parameter("Invalid timestamp");
  }
  return *epoch_s;
}

}  // namespace postern::codec

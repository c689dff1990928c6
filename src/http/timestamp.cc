// The two spellings of time in HTTP.
#include "http/timestamp.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace postern::http {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr std::array kDayNames{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array kMonthNames{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct CivilTime {
  std::chrono::year_month_day date;
  std::chrono::weekday weekday;
  std::chrono::hh_mm_ss<seconds> clock;
};

CivilTime civil(std::int64_t epoch_s) {
  const sys_seconds time{seconds(epoch_s)};
  const sys_days day = std::chrono::floor<days>(time);
  return {std::chrono::year_month_day(day), std::chrono::weekday(day),
          std::chrono::hh_mm_ss<seconds>(time - day)};
}

std::string digits(std::int64_t value, std::size_t width) {
  std::string text = std::to_string(value);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

int number(std::string_view text) {
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

// "dddddddd" + "T" + "dddddd" + "Z".
bool has_amz_shape(std::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return false;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return std::ranges::all_of(text.substr(0, 8), is_digit) &&
         std::ranges::all_of(text.substr(9, 6), is_digit);
}

}  // namespace

std::string http_date(std::int64_t epoch_s) {
  const CivilTime t = civil(epoch_s);
  return std::string(kDayNames[t.weekday.c_encoding()]) + ", " + digits(unsigned(t.date.day()), 2) +
         " " + kMonthNames[unsigned(t.date.month()) - 1] + " " + digits(int(t.date.year()), 4) +
         " " + digits(t.clock.hours().count(), 2) + ":" + digits(t.clock.minutes().count(), 2) +
         ":" + digits(t.clock.seconds().count(), 2) + " GMT";
}

std::optional<std::int64_t> parse_amz_date(std::string_view text) {
  if (!has_amz_shape(text)) return std::nullopt;
  const std::chrono::year_month_day date{
      std::chrono::year(number(text.substr(0, 4))),
      std::chrono::month(static_cast<unsigned>(number(text.substr(4, 2)))),
      std::chrono::day(static_cast<unsigned>(number(text.substr(6, 2))))};
  const int hour = number(text.substr(9, 2));
  const int minute = number(text.substr(11, 2));
  const int second = number(text.substr(13, 2));
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const seconds midnight = sys_days(date).time_since_epoch();
  return midnight.count() + hour * 3600 + minute * 60 + second;
}

std::string amz_date(std::int64_t epoch_s) {
  const CivilTime t = civil(epoch_s);
  return digits(int(t.date.year()), 4) + digits(unsigned(t.date.month()), 2) +
         digits(unsigned(t.date.day()), 2) + "T" + digits(t.clock.hours().count(), 2) +
         digits(t.clock.minutes().count(), 2) + digits(t.clock.seconds().count(), 2) + "Z";
}

}  // namespace postern::http

// xs:dateTime in UTC.
#include "codec/xml_date_time.h"

#include <algorithm>
#include <chrono>

#include "base/clock.h"

namespace postern::codec {
namespace {

constexpr std::string_view kForm = "dddd-dd-ddTdd:dd:dd";
constexpr int kFirstYear = 1970;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool has_form(std::string_view text) {
  return std::equal(text.begin(), text.end(), kForm.begin(), kForm.end(),
                    [](char c, char form) { return form == 'd' ? is_digit(c) : c == form; });
}

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

// Of ".25Z" or "Z".
std::optional<std::int64_t> read_fraction(std::string_view rest) {
  if (!rest.ends_with('Z')) return std::nullopt;
  rest.remove_suffix(1);
  if (rest.empty()) return 0;
  const std::string_view digits = rest.substr(1);
  if (rest.front() != '.' || digits.empty() || !std::ranges::all_of(digits, is_digit)) {
    return std::nullopt;
  }
  std::string micros(digits.substr(0, 6));
  micros.resize(6, '0');
  return number(micros);
}

void append_padded(int value, std::size_t digits, std::string& out) {
  const std::string text = std::to_string(value);
  out.append(digits - std::min(digits, text.size()), '0').append(text);
}

}  // namespace

std::optional<std::int64_t> read_xml_date_time(std::string_view text) {
  if (text.size() <= kForm.size() || !has_form(text.substr(0, kForm.size()))) return std::nullopt;
  const auto fraction = read_fraction(text.substr(kForm.size()));
  const std::chrono::year_month_day day(
      std::chrono::year(number(text.substr(0, 4))),
      std::chrono::month(static_cast<unsigned>(number(text.substr(5, 2)))),
      std::chrono::day(static_cast<unsigned>(number(text.substr(8, 2)))));
  const int hour = number(text.substr(11, 2));
  const int minute = number(text.substr(14, 2));
  const int second = number(text.substr(17, 2));
  if (!fraction || !day.ok() || int(day.year()) < kFirstYear || hour > 23 || minute > 59 ||
      second > 59) {
    return std::nullopt;
  }
  const std::int64_t days = std::chrono::sys_days(day).time_since_epoch().count();
  return (days * 86'400 + hour * 3'600 + minute * 60 + second) * kMicrosPerSecond + *fraction;
}

std::string write_xml_date_time(std::int64_t time_us) {
  const std::int64_t seconds = time_us / kMicrosPerSecond;
  const std::chrono::year_month_day day{std::chrono::sys_days(std::chrono::days(seconds / 86'400))};
  const int of_day = static_cast<int>(seconds % 86'400);
  std::string out;
  append_padded(int(day.year()), 4, out);
  append_padded(static_cast<int>(unsigned(day.month())), 2, out.append("-"));
  append_padded(static_cast<int>(unsigned(day.day())), 2, out.append("-"));
  append_padded(of_day / 3'600, 2, out.append("T"));
  append_padded(of_day / 60 % 60, 2, out.append(":"));
  append_padded(of_day % 60, 2, out.append(":"));
  return out.append("Z");
}

}  // namespace postern::codec

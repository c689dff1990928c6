// Where a code went, as the API tells it: masked.
#include "web/delivery.h"

#include "domain/settings.h"
#include "web/page.h"

namespace postern::web {
namespace {

constexpr std::string_view kDestination = "CODE_DELIVERY_DESTINATION";

}  // namespace

void note_delivery(Flow& flow, const Json& answer) {
  const std::string_view destination =
      domain::member_or_empty(answer, "CodeDeliveryDetails").get_string("Destination");
  if (!destination.empty()) flow.parameters.set(kDestination, destination);
}

Markup delivery_line(const Visit& visit) {
  const std::string_view destination = visit.flow.parameters.get_string(kDestination);
  Markup markup;
  markup << "<p class=\"textDescription-customizable\">";
  if (destination.empty()) {
    markup.text(visit.say(Text::code_was_sent));
  } else {
    const auto [before, behind] = around_value(visit.say(Text::code_was_sent_to));
    markup.text(before) << "<strong>";
    markup.text(destination) << "</strong>";
    markup.text(behind);
  }
  markup << "</p>";
  return markup;
}

Markup code_field(const Visit& visit, Text label) {
  return input_field({.name = "code",
                      .label = visit.say(label),
                      .autocomplete = "one-time-code",
                      .focused = true});
}

}  // namespace postern::web

// Targets: Form::parse, Form::encode, percent_encode.
// Property: accepted fields, encoded, read back the same; any text survives as a value.
#include "codec/form.h"

#include "codec/utf8.h"
#include "fuzz/property.h"

using namespace postern::codec;
using postern::fuzz::require;

POSTERN_FUZZ_TARGET(input) {
  if (const auto form = Form::parse(input); form.ok()) {
    for (const auto& [name, value] : form->fields()) {
      require(is_utf8(name) && is_utf8(value) && !name.empty(), "fields are UTF-8");
      require(*form->find(name) == value, "names are unique");
    }
    require(Form::parse(form->encode()).value() == *form, "what is encoded reads back");
  }
  if (!is_utf8(input) || input.find('\0') != std::string_view::npos) return;
  Form one;
  one.add("value", input);
  if (const auto again = Form::parse(one.encode()); again.ok()) {
    require(again->get("value") == input, "any text survives as a value");
  }
}

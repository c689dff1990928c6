// An assertion that is known to be the provider's.
#include "saml/assertion.h"

#include <algorithm>

#include "base/clock.h"
#include "codec/xml_date_time.h"
#include "saml/names.h"
#include "saml/tree.h"

namespace postern::saml {
namespace {

using codec::XmlElement;

constexpr std::int64_t kSkewUs = kSkewS * kMicrosPerSecond;
constexpr std::string_view kBearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
constexpr std::string_view kEntity = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";
constexpr std::size_t kNameIdBytesMax = 255;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool has_attribute(const XmlElement& element, std::string_view name) {
  return std::ranges::any_of(element.attributes, [&](const codec::XmlAttribute& one) {
    return one.uri.empty() && one.name == name;
  });
}

// NotBefore and NotOnOrAfter, where they are there (X29).
Status check_window(const XmlElement& element, std::int64_t now_us) {
  if (has_attribute(element, "NotBefore")) {
    POSTERN_TRY(const std::int64_t from_us, time_of(element, "NotBefore"));
    if (now_us + kSkewUs < from_us) return refused("it is not valid yet");
  }
  if (has_attribute(element, "NotOnOrAfter")) {
    POSTERN_TRY(const std::int64_t until_us, time_of(element, "NotOnOrAfter"));
    if (now_us - kSkewUs >= until_us) return refused("it is no longer valid");
  }
  return ok();
}

Status check_issuer(const XmlElement& message, std::string_view issuer, bool needs_issuer) {
  POSTERN_TRY(const XmlElement* element, only_child(message, kAssertion, "Issuer"));
  if (element == nullptr) {
    return needs_issuer ? Status(refused("it has no Issuer")) : ok();
  }
  POSTERN_TRY(const std::string_view name, text_of(*element));
  const std::string_view format = element->attribute("Format");
  if (name == issuer && (format.empty() || format == kEntity)) return ok();
  return refused("its Issuer is another");
}

// SAML profiles, section 4.1.4.2: somebody who brings it, to this address, in answer to this
// request, until then.
Status check_confirmation(const XmlElement& confirmation, const Expected& expected,
                          std::int64_t& until_us) {
  if (confirmation.attribute("Method") != kBearer) return refused("it is for no bearer");
  POSTERN_TRY(const XmlElement* data,
              only_child(confirmation, kAssertion, "SubjectConfirmationData"));
  if (data == nullptr) return refused("it has no SubjectConfirmationData");
  if (data->attribute("Recipient") != expected.acs) return refused("its Recipient is another");
  if (data->attribute("InResponseTo") != expected.in_response) {
    return refused("it answers another request");
  }
  POSTERN_TRY(until_us, time_of(*data, "NotOnOrAfter"));
  return check_window(*data, expected.now_us);
}

// One that confirms is enough (SAML core, section 2.4.1.1).
Status check_confirmations(const XmlElement& subject, const Expected& expected,
                           std::int64_t& until_us) {
  Status why = refused("it has no SubjectConfirmation");
  for (const XmlElement* one : children_of(subject, kAssertion, "SubjectConfirmation")) {
    why = check_confirmation(*one, expected, until_us);
    if (why.ok()) return why;
  }
  return why;
}

// It is what the user is known by, and so must be clear to the byte (X39).
Result<NameId> read_name_id(const XmlElement& subject) {
  POSTERN_TRY(const XmlElement* element, only_child(subject, kAssertion, "NameID"));
  if (element == nullptr) return refused("it has no NameID");
  POSTERN_TRY(const std::string_view value, text_of(*element));
  const bool is_clear = !value.empty() && value.size() <= kNameIdBytesMax &&
                        !is_space(value.front()) && !is_space(value.back());
  if (!is_clear) return refused("its NameID is empty, too long or between spaces");
  return NameId{std::string(value), std::string(element->attribute("Format")),
                std::string(element->attribute("NameQualifier")),
                std::string(element->attribute("SPNameQualifier"))};
}

Result<NameId> read_subject(const XmlElement& assertion, const Expected& expected,
                            std::int64_t& until_us) {
  POSTERN_TRY(const XmlElement* subject, only_child(assertion, kAssertion, "Subject"));
  if (subject == nullptr) return refused("it has no Subject");
  POSTERN_CHECK(check_confirmations(*subject, expected, until_us));
  return read_name_id(*subject);
}

// SAML core, section 2.5.1.4: the audiences of one restriction are alternatives.
Status check_audience(const XmlElement& restriction, std::string_view audience) {
  for (const XmlElement* one : children_of(restriction, kAssertion, "Audience")) {
    POSTERN_TRY(const std::string_view name, text_of(*one));
    if (name == audience) return ok();
  }
  return refused("its Audience is another");
}

Status check_conditions(const XmlElement& assertion, const Expected& expected) {
  POSTERN_TRY(const XmlElement* conditions, only_child(assertion, kAssertion, "Conditions"));
  if (conditions == nullptr) return refused("it has no Conditions");
  POSTERN_CHECK(check_window(*conditions, expected.now_us));
  bool is_restricted = false;
  for (const XmlElement& one : conditions->children) {
    if (one.is(kAssertion, "AudienceRestriction")) {
      POSTERN_CHECK(check_audience(one, expected.audience));
      is_restricted = true;
    } else if (!one.is(kAssertion, "OneTimeUse") && !one.is(kAssertion, "ProxyRestriction")) {
      // Section 2.5.1: of a condition that is not understood nobody knows whether it holds.
      return refused("it has an unknown condition");
    }
  }
  return is_restricted ? ok() : Status(refused("it has no AudienceRestriction"));
}

// That the user has signed in there, and until when that holds.
Result<std::string> read_authentication(const XmlElement& assertion, std::int64_t now_us) {
  const auto statements = children_of(assertion, kAssertion, "AuthnStatement");
  if (statements.empty()) return refused("it has no AuthnStatement");
  for (const XmlElement* one : statements) {
    if (!has_attribute(*one, "SessionNotOnOrAfter")) continue;
    POSTERN_TRY(const std::int64_t until_us, time_of(*one, "SessionNotOnOrAfter"));
    if (now_us - kSkewUs >= until_us) return refused("its session is over");
  }
  return std::string(statements.front()->attribute("SessionIndex"));
}

// Values with elements inside are no text, and left out whole (X09).
void add_values(const XmlElement& element, Attribute& attribute) {
  for (const XmlElement* value : children_of(element, kAssertion, "AttributeValue")) {
    if (value->children.empty()) attribute.values.push_back(value->text);
  }
}

// An attribute that is given in pieces has the values of all of them (X39).
std::vector<Attribute> read_attributes(const XmlElement& assertion) {
  std::vector<Attribute> attributes;
  for (const XmlElement* statement : children_of(assertion, kAssertion, "AttributeStatement")) {
    for (const XmlElement* element : children_of(*statement, kAssertion, "Attribute")) {
      const std::string_view name = element->attribute("Name");
      auto at = std::ranges::find(attributes, name, &Attribute::name);
      if (at == attributes.end()) {
        at = attributes.insert(at, Attribute{std::string(name), {}});
      }
      add_values(*element, *at);
    }
  }
  return attributes;
}

}  // namespace

Result<std::int64_t> time_of(const XmlElement& element, std::string_view name) {
  const auto time_us = codec::read_xml_date_time(element.attribute(name));
  if (!time_us) return refused("its " + std::string(name) + " is missing or no time in UTC");
  return *time_us;
}

Status check_message(const XmlElement& message, std::string_view issuer, bool needs_issuer) {
  if (message.attribute("ID").empty()) return refused("it has no ID");
  if (message.attribute("Version") != "2.0") return refused("its Version is not 2.0");
  return check_issuer(message, issuer, needs_issuer);
}

Result<Assertion> read_assertion(const XmlElement& element, const Expected& expected) {
  POSTERN_CHECK(check_message(element, expected.issuer, /*needs_issuer=*/true));
  POSTERN_TRY(const std::int64_t issued_us, time_of(element, "IssueInstant"));
  const std::int64_t age_us = expected.now_us - issued_us;
  if (age_us < -kSkewUs) return refused("it is not valid yet");
  if (expected.age_s_max > 0 && age_us > expected.age_s_max * kMicrosPerSecond) {
    return refused("it is too old");
  }
  Assertion assertion;
  assertion.id = element.attribute("ID");
  std::int64_t until_us = 0;
  POSTERN_TRY(assertion.subject, read_subject(element, expected, until_us));
  assertion.expires_us = until_us + kSkewUs;
  POSTERN_CHECK(check_conditions(element, expected));
  POSTERN_TRY(assertion.session_index, read_authentication(element, expected.now_us));
  assertion.attributes = read_attributes(element);
  return assertion;
}

}  // namespace postern::saml

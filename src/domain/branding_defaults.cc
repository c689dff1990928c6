// The style that managed login has where a client's own says nothing, in the members that Cognito's
// developer guide documents for Settings ("API and SDK operations for managed login branding"); the
// values are this engine's own.
#include "domain/branding.h"

namespace postern::domain {
namespace {

constexpr std::string_view kDefaults = R"({
  "categories": {
    "auth": {
      "authMethodOrder": [[{"display": "BUTTON", "type": "FEDERATED"},
                           {"display": "INPUT", "type": "USERNAME_PASSWORD"}]],
      "federation": {"interfaceStyle": "BUTTON_LIST", "order": []}
    },
    "form": {
      "displayGraphics": true,
      "instructions": {"enabled": false},
      "languageSelector": {"enabled": false},
      "location": {"horizontal": "CENTER", "vertical": "CENTER"},
      "sessionTimerDisplay": "NONE"
    },
    "global": {
      "colorSchemeMode": "LIGHT",
      "pageFooter": {"enabled": false},
      "pageHeader": {"enabled": false},
      "spacingDensity": "REGULAR"
    },
    "signUp": {"acceptanceElements": [{"enforcement": "NONE", "textKey": "en"}]}
  },
  "componentClasses": {
    "buttons": {"borderRadius": 6},
    "divider": {"lightMode": {"borderColor": "e3e3e0ff"}, "darkMode": {"borderColor": "33383fff"}},
    "focusState": {"lightMode": {"borderColor": "1f5fbfff"},
                   "darkMode": {"borderColor": "7fb0ffff"}},
    "idpButtons": {"icons": {"enabled": true}},
    "input": {
      "borderRadius": 6,
      "lightMode": {"defaults": {"backgroundColor": "ffffffff", "borderColor": "8a8f98ff"},
                    "placeholderColor": "6b7078ff"},
      "darkMode": {"defaults": {"backgroundColor": "15181cff", "borderColor": "6b7078ff"},
                   "placeholderColor": "9aa0a8ff"}
    },
    "inputLabel": {"lightMode": {"textColor": "1b1d21ff"}, "darkMode": {"textColor": "eceef1ff"}},
    "link": {"lightMode": {"defaults": {"textColor": "1f5fbfff"}},
             "darkMode": {"defaults": {"textColor": "7fb0ffff"}}}
  },
  "components": {
    "favicon": {"enabledTypes": ["ICO", "SVG"]},
    "form": {
      "backgroundImage": {"enabled": false},
      "borderRadius": 10,
      "lightMode": {"backgroundColor": "ffffffff", "borderColor": "d6d8dcff"},
      "darkMode": {"backgroundColor": "1b1f24ff", "borderColor": "33383fff"},
      "logo": {"enabled": false, "formInclusion": "IN", "location": "CENTER", "position": "TOP"}
    },
    "pageBackground": {
      "image": {"enabled": false},
      "lightMode": {"color": "f4f4f2ff"},
      "darkMode": {"color": "101215ff"}
    },
    "pageFooter": {
      "backgroundImage": {"enabled": false},
      "logo": {"enabled": false, "location": "START"},
      "lightMode": {"background": {"color": "ffffffff"}, "borderColor": "d6d8dcff"},
      "darkMode": {"background": {"color": "1b1f24ff"}, "borderColor": "33383fff"}
    },
    "pageHeader": {
      "backgroundImage": {"enabled": false},
      "logo": {"enabled": false, "location": "START"},
      "lightMode": {"background": {"color": "ffffffff"}, "borderColor": "d6d8dcff"},
      "darkMode": {"background": {"color": "1b1f24ff"}, "borderColor": "33383fff"}
    },
    "pageText": {
      "lightMode": {"bodyColor": "3a3e45ff", "descriptionColor": "3a3e45ff",
                    "headingColor": "1b1d21ff"},
      "darkMode": {"bodyColor": "c6cad0ff", "descriptionColor": "c6cad0ff",
                   "headingColor": "eceef1ff"}
    },
    "phoneNumberSelector": {"displayType": "TEXT"},
    "primaryButton": {
      "lightMode": {"defaults": {"backgroundColor": "1f5fbfff", "textColor": "ffffffff"},
                    "hover": {"backgroundColor": "184c99ff", "textColor": "ffffffff"}},
      "darkMode": {"defaults": {"backgroundColor": "7fb0ffff", "textColor": "101215ff"},
                   "hover": {"backgroundColor": "a6c8ffff", "textColor": "101215ff"}}
    },
    "secondaryButton": {
      "lightMode": {"defaults": {"backgroundColor": "ffffffff", "borderColor": "1f5fbfff",
                                 "textColor": "1f5fbfff"}},
      "darkMode": {"defaults": {"backgroundColor": "1b1f24ff", "borderColor": "7fb0ffff",
                                "textColor": "7fb0ffff"}}
    }
  }
})";

}  // namespace

const Json& default_branding_settings() {
  static const Json kSettings = Json::parse(kDefaults).value();
  return kSettings;
}

Json merged_settings(const Json& defaults, const Json& custom) {
  if (!defaults.is_object() || !custom.is_object()) return custom;
  Json merged = defaults;
  for (const JsonMember& member : custom.as_object()) {
    const Json* below = defaults.find(member.key);
    merged.set(member.key, below == nullptr ? member.value : merged_settings(*below, member.value));
  }
  return merged;
}

}  // namespace postern::domain

// How unusual a sign-in is for its user: a few rules that can be explained, no model and no
// network.
#pragma once

#include <cstdint>
#include <vector>

#include "auth/place.h"
#include "domain/records.h"
#include "domain/threat_protection.h"

namespace postern::auth {

// One point each: the sign-in comes from a network (a /24, or a /48 of IPv6) that none of the
// user's sign-ins came from; from a device (its name, as the application tells it) that none was
// made with; after five failed sign-ins within the hour, where one of the others is the case. One
// point is low, two medium, three high. What equals, in network and device, an event that was
// marked as not the user (feedback Invalid) is high at once.
//
// Without anything known of the place, or of the place of any earlier sign-in, there is nothing to
// compare and no risk: the first sign-in of a user never has one.
domain::RiskLevel risk_of(const std::vector<domain::AuthEvent>& history, const Place& place,
                          std::int64_t now_us);

}  // namespace postern::auth

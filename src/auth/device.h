// The device a sign-in comes from: whether it has to prove itself, and the key of a new one.
#pragma once

#include <string>
#include <string_view>

#include "auth/authentication.h"
#include "auth/progress.h"
#include "domain/devices.h"

namespace postern::auth {

// What the sign-in owes for the device it names by DEVICE_KEY.
struct DeviceStanding {
  bool owes_proof = false;              // DEVICE_SRP_AUTH is still to be asked for.
  bool replaces_second_factor = false;  // And no second factor once it is proven.
};

// A remembered device proves that it holds its secret, except in the flows of administrators.
// ResourceNotFoundException "Device does not exist." for a key that is none of this user's (S13).
// Read again in the transaction that begins the session.
Result<DeviceStanding> device_standing(domain::Txn& txn, const AuthRequest& request,
                                       const Progress& progress);

// An answer may name the device anew, or none: clients drop a key that was refused and repeat it.
void take_device_key(const AuthRequest& request, Progress& progress);

// The device_key of a session that begins: of the device it named, or a new one's; empty where the
// pool tracks no devices.
std::string session_device_key(Services& services, const domain::Pool& pool,
                               const Progress& progress);

// NewDeviceMetadata of a session that begins on a device nobody has confirmed yet.
Json new_device_metadata(Services& services, const domain::Pool& pool,
                         const domain::Session& session);

// Its group key: the same for all devices of a user.
std::string device_group_key(Services& services, const domain::Pool& pool, std::string_view sub);

}  // namespace postern::auth

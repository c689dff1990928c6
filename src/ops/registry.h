// Every operation this engine performs. Each is listed here once and defined in its own file.
#pragma once

#include <string_view>

#include "ops/op.h"

namespace postern::ops {

// In the order of the API reference. X(name) declares k<name> and lists it.
#define POSTERN_COGNITO_OPERATIONS(X) \
  X(AddCustomAttributes)              \
  X(AddUserPoolClientSecret)          \
  X(AdminAddUserToGroup)              \
  X(AdminConfirmSignUp)               \
  X(AdminCreateUser)                  \
  X(AdminDeleteUser)                  \
  X(AdminDeleteUserAttributes)        \
  X(AdminDisableUser)                 \
  X(AdminEnableUser)                  \
  X(AdminGetUser)                     \
  X(AdminInitiateAuth)                \
  X(AdminListGroupsForUser)           \
  X(AdminRemoveUserFromGroup)         \
  X(AdminResetUserPassword)           \
  X(AdminRespondToAuthChallenge)      \
  X(AdminSetUserPassword)             \
  X(AdminUpdateUserAttributes)        \
  X(AdminUserGlobalSignOut)           \
  X(ChangePassword)                   \
  X(CompleteWebAuthnRegistration)     \
  X(ConfirmForgotPassword)            \
  X(ConfirmSignUp)                    \
  X(CreateGroup)                      \
  X(CreateUserPool)                   \
  X(CreateUserPoolClient)             \
  X(DeleteGroup)                      \
  X(DeleteUser)                       \
  X(DeleteUserAttributes)             \
  X(DeleteUserPool)                   \
  X(DeleteUserPoolClient)             \
  X(DeleteUserPoolClientSecret)       \
  X(DeleteWebAuthnCredential)         \
  X(DescribeUserPool)                 \
  X(DescribeUserPoolClient)           \
  X(ForgotPassword)                   \
  X(GetGroup)                         \
  X(GetTokensFromRefreshToken)        \
  X(GetUser)                          \
  X(GetUserAttributeVerificationCode) \
  X(GetUserPoolMfaConfig)             \
  X(GlobalSignOut)                    \
  X(InitiateAuth)                     \
  X(ListGroups)                       \
  X(ListTagsForResource)              \
  X(ListUserPoolClientSecrets)        \
  X(ListUserPoolClients)              \
  X(ListUserPools)                    \
  X(ListUsers)                        \
  X(ListUsersInGroup)                 \
  X(ListWebAuthnCredentials)          \
  X(ResendConfirmationCode)           \
  X(RespondToAuthChallenge)           \
  X(RevokeToken)                      \
  X(SignUp)                           \
  X(StartWebAuthnRegistration)        \
  X(TagResource)                      \
  X(UntagResource)                    \
  X(UpdateGroup)                      \
  X(UpdateUserAttributes)             \
  X(UpdateUserPool)                   \
  X(UpdateUserPoolClient)             \
  X(VerifyUserAttribute)

// The engine's own, for its host alone.
#define POSTERN_OWN_OPERATIONS(X) \
  X(PosternCreateAccessKey)       \
  X(PosternDeleteAccessKey)       \
  X(PosternListAccessKeys)        \
  X(PosternSetUserPoolSrp)

#define POSTERN_DECLARE(name) extern const Operation k##name;
POSTERN_COGNITO_OPERATIONS(POSTERN_DECLARE)
POSTERN_OWN_OPERATIONS(POSTERN_DECLARE)
#undef POSTERN_DECLARE

// The operation of `service` ("cognito-idp" or "postern"), or nullptr.
const Operation* find_operation(std::string_view service, std::string_view name);

}  // namespace postern::ops

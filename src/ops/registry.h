// Every operation this engine performs. Each is listed here once and defined in its own file.
#pragma once

#include <string_view>

#include "ops/op.h"

namespace postern::ops {

// In the order of the API reference. X(name) declares k<name> and lists it.
#define POSTERN_COGNITO_OPERATIONS(X)      \
  X(AddCustomAttributes)                   \
  X(AddUserPoolClientSecret)               \
  X(AdminAddUserToGroup)                   \
  X(AdminConfirmSignUp)                    \
  X(AdminCreateUser)                       \
  X(AdminDeleteSoftwareToken)              \
  X(AdminDeleteUser)                       \
  X(AdminDeleteUserAttributes)             \
  X(AdminDisableProviderForUser)           \
  X(AdminDisableUser)                      \
  X(AdminEnableUser)                       \
  X(AdminForgetDevice)                     \
  X(AdminGetDevice)                        \
  X(AdminGetUser)                          \
  X(AdminGetUserAuthFactors)               \
  X(AdminInitiateAuth)                     \
  X(AdminLinkProviderForUser)              \
  X(AdminListDevices)                      \
  X(AdminListGroupsForUser)                \
  X(AdminListUserAuthEvents)               \
  X(AdminListUserSessions)                 \
  X(AdminRemoveUserFromGroup)              \
  X(AdminResetUserPassword)                \
  X(AdminRespondToAuthChallenge)           \
  X(AdminRevokeUserSession)                \
  X(AdminSetUserMFAPreference)             \
  X(AdminSetUserPassword)                  \
  X(AdminSetUserSettings)                  \
  X(AdminUpdateAuthEventFeedback)          \
  X(AdminUpdateDeviceStatus)               \
  X(AdminUpdateUserAttributes)             \
  X(AdminUserGlobalSignOut)                \
  X(AssociateSoftwareToken)                \
  X(ChangePassword)                        \
  X(CompleteWebAuthnRegistration)          \
  X(ConfirmDevice)                         \
  X(ConfirmForgotPassword)                 \
  X(ConfirmSignUp)                         \
  X(CreateGroup)                           \
  X(CreateIdentityProvider)                \
  X(CreateManagedLoginBranding)            \
  X(CreateResourceServer)                  \
  X(CreateTerms)                           \
  X(CreateUserImportJob)                   \
  X(CreateUserPool)                        \
  X(CreateUserPoolClient)                  \
  X(CreateUserPoolDomain)                  \
  X(CreateUserPoolReplica)                 \
  X(DeleteGroup)                           \
  X(DeleteIdentityProvider)                \
  X(DeleteManagedLoginBranding)            \
  X(DeleteResourceServer)                  \
  X(DeleteTerms)                           \
  X(DeleteUser)                            \
  X(DeleteUserAttributes)                  \
  X(DeleteUserPool)                        \
  X(DeleteUserPoolClient)                  \
  X(DeleteUserPoolClientSecret)            \
  X(DeleteUserPoolDomain)                  \
  X(DeleteUserPoolReplica)                 \
  X(DeleteWebAuthnCredential)              \
  X(DescribeIdentityProvider)              \
  X(DescribeManagedLoginBranding)          \
  X(DescribeManagedLoginBrandingByClient)  \
  X(DescribeResourceServer)                \
  X(DescribeRiskConfiguration)             \
  X(DescribeTerms)                         \
  X(DescribeTermsByClient)                 \
  X(DescribeUserImportJob)                 \
  X(DescribeUserPool)                      \
  X(DescribeUserPoolClient)                \
  X(DescribeUserPoolDomain)                \
  X(ForgetDevice)                          \
  X(ForgotPassword)                        \
  X(GetCSVHeader)                          \
  X(GetClientToken)                        \
  X(GetDevice)                             \
  X(GetGroup)                              \
  X(GetIdentityProviderByIdentifier)       \
  X(GetLogDeliveryConfiguration)           \
  X(GetProvisionedLimit)                   \
  X(GetSigningCertificate)                 \
  X(GetTokensFromRefreshToken)             \
  X(GetUICustomization)                    \
  X(GetUser)                               \
  X(GetUserAttributeVerificationCode)      \
  X(GetUserAuthFactors)                    \
  X(GetUserPoolClientSessionConfiguration) \
  X(GetUserPoolMfaConfig)                  \
  X(GetUserPoolSessionConfiguration)       \
  X(GlobalSignOut)                         \
  X(InitiateAuth)                          \
  X(ListDevices)                           \
  X(ListGroups)                            \
  X(ListIdentityProviders)                 \
  X(ListResourceServers)                   \
  X(ListTagsForResource)                   \
  X(ListTerms)                             \
  X(ListUserImportJobs)                    \
  X(ListUserPoolClientSecrets)             \
  X(ListUserPoolClients)                   \
  X(ListUserPoolReplicas)                  \
  X(ListUserPools)                         \
  X(ListUserSessions)                      \
  X(ListUsers)                             \
  X(ListUsersInGroup)                      \
  X(ListWebAuthnCredentials)               \
  X(ResendConfirmationCode)                \
  X(RespondToAuthChallenge)                \
  X(RevokeToken)                           \
  X(RevokeUserSession)                     \
  X(SetLogDeliveryConfiguration)           \
  X(SetRiskConfiguration)                  \
  X(SetUICustomization)                    \
  X(SetUserMFAPreference)                  \
  X(SetUserPoolClientSessionConfiguration) \
  X(SetUserPoolMfaConfig)                  \
  X(SetUserPoolSessionConfiguration)       \
  X(SetUserSettings)                       \
  X(SignUp)                                \
  X(StartUserImportJob)                    \
  X(StartWebAuthnRegistration)             \
  X(StopUserImportJob)                     \
  X(TagResource)                           \
  X(UntagResource)                         \
  X(UpdateAuthEventFeedback)               \
  X(UpdateDeviceStatus)                    \
  X(UpdateGroup)                           \
  X(UpdateIdentityProvider)                \
  X(UpdateManagedLoginBranding)            \
  X(UpdateProvisionedLimit)                \
  X(UpdateResourceServer)                  \
  X(UpdateTerms)                           \
  X(UpdateUserAttributes)                  \
  X(UpdateUserPool)                        \
  X(UpdateUserPoolClient)                  \
  X(UpdateUserPoolDomain)                  \
  X(UpdateUserPoolReplica)                 \
  X(VerifySoftwareToken)                   \
  X(VerifyUserAttribute)

// The engine's own, for its host alone.
#define POSTERN_OWN_OPERATIONS(X) \
  X(PosternChangeSignInOptions)   \
  X(PosternCheckStore)            \
  X(PosternCompactStore)          \
  X(PosternConfirmUserByLink)     \
  X(PosternCreateAccessKey)       \
  X(PosternDeclareRestored)       \
  X(PosternDeleteAccessKey)       \
  X(PosternDeleteSenderKey)       \
  X(PosternDrawQrCode)            \
  X(PosternDropAuditEvents)       \
  X(PosternExportUserPool)        \
  X(PosternGetUserImportJobLog)   \
  X(PosternListAccessKeys)        \
  X(PosternListAuditChains)       \
  X(PosternListAuditEvents)       \
  X(PosternListSenderKeys)        \
  X(PosternListSigningKeys)       \
  X(PosternPutCustomerKey)        \
  X(PosternPutSenderKey)          \
  X(PosternReadChanges)           \
  X(PosternRenameUser)            \
  X(PosternRestoreUserPool)       \
  X(PosternRotateRootKey)         \
  X(PosternRotateSigningKeys)     \
  X(PosternRunMaintenance)        \
  X(PosternSetUserPoolSrp)        \
  X(PosternVerifyAuditChain)      \
  X(PosternWithdrawCustomerKey)

#define POSTERN_DECLARE(name) extern const Operation k##name;
POSTERN_COGNITO_OPERATIONS(POSTERN_DECLARE)
POSTERN_OWN_OPERATIONS(POSTERN_DECLARE)
#undef POSTERN_DECLARE

// The operation of `service` ("cognito-idp" or "postern"), or nullptr.
const Operation* find_operation(std::string_view service, std::string_view name);

}  // namespace postern::ops

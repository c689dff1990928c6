# Operations on identity providers and the users that sign in through them.
set(POSTERN_PROVIDER_OPS
  admin_disable_provider_for_user.cc
  admin_link_provider_for_user.cc
  create_identity_provider.cc
  delete_identity_provider.cc
  describe_identity_provider.cc
  get_identity_provider_by_identifier.cc
  get_signing_certificate.cc
  list_identity_providers.cc
  provider_requests.cc
  update_identity_provider.cc)

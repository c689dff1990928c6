# Operations on replicas and provisioned limits.
set(POSTERN_REPLICA_OPS
  create_user_pool_replica.cc
  delete_user_pool_replica.cc
  get_provisioned_limit.cc
  list_user_pool_replicas.cc
  provisioned_limits.cc
  replica_requests.cc
  update_provisioned_limit.cc
  update_user_pool_replica.cc)

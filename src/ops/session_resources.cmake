# Operations on tracked sessions and on the history of what users did.
set(POSTERN_SESSION_OPS
  activity.cc
  admin_list_user_auth_events.cc
  admin_list_user_sessions.cc
  admin_revoke_user_session.cc
  admin_update_auth_event_feedback.cc
  auth_event_render.cc
  get_user_pool_client_session_configuration.cc
  get_user_pool_session_configuration.cc
  list_user_sessions.cc
  revoke_user_session.cc
  session_requests.cc
  set_user_pool_client_session_configuration.cc
  set_user_pool_session_configuration.cc
  update_auth_event_feedback.cc)

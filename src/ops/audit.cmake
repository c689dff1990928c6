# The audit log: what it says of each call, and the operations that read it.
set(POSTERN_AUDIT_OPS
  audit_parameters.cc
  audit_render.cc
  audited_call.cc
  postern_drop_audit_events.cc
  postern_list_audit_chains.cc
  postern_list_audit_events.cc
  postern_read_changes.cc
  postern_verify_audit_chain.cc)

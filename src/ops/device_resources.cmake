# Operations on the devices of users.
set(POSTERN_DEVICE_OPS
  admin_forget_device.cc
  admin_get_device.cc
  admin_list_devices.cc
  admin_update_device_status.cc
  confirm_device.cc
  device_render.cc
  device_writes.cc
  forget_device.cc
  get_device.cc
  list_devices.cc
  update_device_status.cc)

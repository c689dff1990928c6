// The package: what a user of Postern in Node imports.
'use strict';

const { version } = require('./native.js');
const { Engine } = require('./engine.js');
const { ClientError, ConflictError, PosternError, StorageError, errors } = require('./errors.js');
const { Inbox, Message } = require('./inbox.js');
const { totpUri } = require('./totp.js');

module.exports = {
  ClientError,
  ConflictError,
  Engine,
  Inbox,
  Message,
  PosternError,
  StorageError,
  errors,
  totpUri,
  version,
};

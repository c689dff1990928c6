// The package: what a user of Postern in Node imports.
'use strict';

const { version } = require('./native.js');
const { Engine } = require('./engine.js');
const { ClientError, PosternError, errors } = require('./errors.js');
const { Inbox, Message } = require('./inbox.js');
const { totpUri } = require('./totp.js');

module.exports = { ClientError, Engine, Inbox, Message, PosternError, errors, totpUri, version };

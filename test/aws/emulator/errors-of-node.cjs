/**
 * Jest runs tests in a realm of their own, where errors that Node's core makes (of sockets, of files) are no instances
 * of `Error`. The SDK then replaces them by a wrapper that has lost name and code. Here they are what they are elsewhere.
 */
'use strict';

const { isNativeError } = require('node:util').types;

const inherited = Function.prototype[Symbol.hasInstance];
Object.defineProperty(Error, Symbol.hasInstance, {
  value(value) {
    return inherited.call(this, value) || (this === Error && isNativeError(value));
  },
});

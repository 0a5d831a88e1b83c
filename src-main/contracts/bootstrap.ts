/**
 * What runs in a fresh engine before a contract's script: it hides what the script may not have, and makes the one
 * function through which handlers are called. It is part of what the engine is pinned to.
 *
 * Its value is the function `(handler, event text, model text)`; it keeps its own `parse`, so a script that
 * changes `JSON` changes only what it sees itself.
 */
export const bootstrap = `(function () {
  'use strict';
  const { parse, stringify } = JSON;
  const { defineProperty, freeze, getOwnPropertyNames, getPrototypeOf } = Object;
  const global = globalThis;
  const keep = global.keepModel;
  const forbidden = [
    'eval', 'Function', 'Date', 'Proxy', 'SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry',
    'WeakMap', 'WeakSet', 'Promise', 'performance', 'console', 'print', 'scriptArgs', 'keepModel',
    'escape', 'unescape', 'queueMicrotask', 'navigator', 'gc', 'InternalError', 'Iterator', 'DOMException'
  ];
  for (const name of forbidden) delete global[name];
  delete Math.random;
  const functions = [
    function () {}, function* () {}, async function () {}, async function* () {}
  ];
  for (const one of functions) {
    const prototype = getPrototypeOf(one);
    defineProperty(prototype, 'constructor', {
      value: undefined, writable: false, enumerable: false, configurable: false
    });
  }
  const fixed = (name, value) => {
    defineProperty(global, name, { value, writable: false, enumerable: false, configurable: false });
  };
  for (const name of ['transfer', 'balance', 'wake']) fixed(name, global[name]);
  fixed('save', freeze((model) => keep(stringify(model))));
  return (handler, event, model) => {
    handler(freeze({ ...parse(event), model: parse(model) }));
  };
})()`;

/** Evaluates to a handler that the loaded script defines, or to undefined. */
export function handlerSource(name: string): string {
  return `typeof ${name} === 'function' ? ${name} : undefined`;
}

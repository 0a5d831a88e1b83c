import type { Bytes } from './bytes.ts';
import { Fault } from './fault.ts';
import { LIMITS } from './lists.ts';
import { messageReader, messageWriter, writeKey } from './messageKind.ts';

/** A publication as its creator signs it. Keys and hashes have 32 bytes. */
export interface PublishMessage {
  blockHash: Bytes;
  creator: Bytes;
  contractHash: Bytes;
  model: Bytes;
  script: string;
}

export interface ApplyMessage {
  blockHash: Bytes;
  applicant: Bytes;
  contractHash: Bytes;
  cancel: boolean;
}

export interface CallMessage {
  blockHash: Bytes;
  caller: Bytes;
  contractHash: Bytes;
  data: Bytes;
}

/** 0xF4 || block hash || creator || contract hash || byte array model data || byte array script. Throws `decode.*`. */
export function encodePublishMessage(message: PublishMessage): Bytes {
  const writer = messageWriter(
    'publish',
    message.blockHash,
    512 + message.model.length + message.script.length,
  );
  writeKey(writer, message.creator);
  writeKey(writer, message.contractHash);
  return writer.byteArray(message.model, LIMITS.modelBytes).text(message.script, LIMITS.scriptBytes).done();
}

export function decodePublishMessage(bytes: Bytes): PublishMessage {
  const reader = messageReader('publish', bytes);
  const message = {
    blockHash: reader.take(32),
    creator: reader.take(32),
    contractHash: reader.take(32),
    model: reader.byteArray(LIMITS.modelBytes),
    script: reader.text(LIMITS.scriptBytes),
  };
  reader.end();
  return message;
}

/** 0xF5 || block hash || applicant || contract hash || 0 (apply) or 1 (cancel). Throws `decode.*`. */
export function encodeApplyMessage(message: ApplyMessage): Bytes {
  const writer = messageWriter('apply', message.blockHash);
  writeKey(writer, message.applicant);
  writeKey(writer, message.contractHash);
  return writer.byte(message.cancel ? 1 : 0).done();
}

export function decodeApplyMessage(bytes: Bytes): ApplyMessage {
  const reader = messageReader('apply', bytes);
  const [blockHash, applicant, contractHash] = [reader.take(32), reader.take(32), reader.take(32)];
  const action = reader.byte();
  reader.end();
  if (action > 1) throw new Fault('decode.message', { action });
  return { blockHash, applicant, contractHash, cancel: action === 1 };
}

/** 0xFA || block hash || caller || contract hash || byte array call data. Throws `decode.*`. */
export function encodeCallMessage(message: CallMessage): Bytes {
  const writer = messageWriter('call', message.blockHash, 128 + message.data.length);
  writeKey(writer, message.caller);
  writeKey(writer, message.contractHash);
  return writer.byteArray(message.data, LIMITS.callBytes).done();
}

export function decodeCallMessage(bytes: Bytes): CallMessage {
  const reader = messageReader('call', bytes);
  const message = {
    blockHash: reader.take(32),
    caller: reader.take(32),
    contractHash: reader.take(32),
    data: reader.byteArray(LIMITS.callBytes),
  };
  reader.end();
  return message;
}

import type { Bytes } from './bytes.ts';
import {
  type ApplyMessage,
  type CallMessage,
  decodeApplyMessage,
  decodeCallMessage,
  decodePublishMessage,
  type PublishMessage,
} from './contracts.ts';
import { type MessageKind, messageKind } from './messageKind.ts';
import { decodeTransferMessage, type Transfer } from './transactions.ts';
import {
  decodeGroupMessage,
  decodeTrustMessage,
  decodeUpdateMessage,
  type GroupMessage,
  type TrustMessage,
  type UpdateMessage,
} from './trusts.ts';

interface MessageByKind {
  transfer: Transfer;
  publish: PublishMessage;
  apply: ApplyMessage;
  trust: TrustMessage;
  update: UpdateMessage;
  group: GroupMessage;
  call: CallMessage;
}

/** Anything that a wallet signs. */
export type Message = { [K in MessageKind]: { kind: K; message: MessageByKind[K] } }[MessageKind];

/** Reads signed bytes of any kind (without the signature). Throws what the kind's own decoder throws. */
export function decodeMessage(bytes: Bytes): Message {
  const kind = messageKind(bytes);
  switch (kind) {
    case 'transfer':
      return { kind, message: decodeTransferMessage(bytes) };
    case 'publish':
      return { kind, message: decodePublishMessage(bytes) };
    case 'apply':
      return { kind, message: decodeApplyMessage(bytes) };
    case 'trust':
      return { kind, message: decodeTrustMessage(bytes) };
    case 'update':
      return { kind, message: decodeUpdateMessage(bytes) };
    case 'group':
      return { kind, message: decodeGroupMessage(bytes) };
    case 'call':
      return { kind, message: decodeCallMessage(bytes) };
  }
}

/** The key whose signature must stand under a message. */
export function signingKeyOf(message: Message): Bytes {
  switch (message.kind) {
    case 'transfer':
    case 'trust':
      return message.message.sender;
    case 'publish':
      return message.message.creator;
    case 'apply':
      return message.message.applicant;
    case 'update':
    case 'group':
      return message.message.party;
    case 'call':
      return message.message.caller;
  }
}

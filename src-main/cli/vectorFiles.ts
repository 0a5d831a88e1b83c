import { decodeAddress, encodeAddress } from '#shared/protocol/addresses.ts';
import {
  decodeFloatAmount,
  decodeMicro,
  encodeFloatAmount,
  encodeMicro,
  type Units,
} from '#shared/protocol/amounts.ts';
import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import { nextTarget } from '#shared/protocol/difficulty.ts';
import { sha256 } from '#shared/protocol/hashing.ts';
import { decodeInteger, encodeInteger } from '#shared/protocol/integers.ts';
import {
  accountKeysOfSeed,
  accountPath,
  isMnemonic,
  publicKeyOf,
  seedOfMnemonic,
  sign,
  verify,
} from '#shared/protocol/keys.ts';
import {
  encodeNetwork,
  encodeTarget,
  FIRST_BLOCK_ID,
  genesisHash,
  networkFile,
  parseNetworkFile,
} from '#shared/protocol/network.ts';
import * as pow from '#shared/protocol/proofOfWork.ts';
import { emissionReward, LAST_REWARD_ID } from '#shared/protocol/reward.ts';
import {
  decodeTransferMessage,
  encodeTransferMessage,
  listTypeOf,
  type Transfer,
} from '#shared/protocol/transactions.ts';
import { checkBlocks } from './vectorBlocks.ts';
import type { VectorReport } from './vectorReport.ts';
import { bytesOf, fieldsOf, hexBytes, listOf, numberOf, textOf, unitsOf } from './vectorShape.ts';

function checkIntegers(json: unknown, report: VectorReport): void {
  const file = fieldsOf(json, ['valid', 'invalid'], ['about']);
  for (const [index, value] of listOf(file.valid, 'valid').entries()) {
    report.case('integers', `valid ${index}`, (check) => {
      const fields = fieldsOf(value, ['value', 'hex']);
      check.equal('hex', fields.hex, () => toHex(encodeInteger(numberOf(fields, 'value'))));
      check.equal('value', fields.value, () => decodeInteger(bytesOf(fields, 'hex')));
    });
  }
  for (const [index, hex] of listOf(file.invalid, 'invalid').entries()) {
    report.case('integers', `invalid ${index}`, (check) => {
      const bytes = hexBytes(hex, 'hex');
      check.refused(String(hex), () => decodeInteger(bytes));
    });
  }
}

type AmountCodec = { encode: (units: Units) => Bytes; decode: (bytes: Bytes) => Units };

function checkAmounts(json: unknown, report: VectorReport): void {
  const file = fieldsOf(json, ['float', 'invalid', 'judged', 'micro'], ['about']);
  const float: AmountCodec = { encode: encodeFloatAmount, decode: decodeFloatAmount };
  const micro: AmountCodec = { encode: encodeMicro, decode: decodeMicro };
  const checkPart = (part: string, codec: AmountCodec, maybeRefused: boolean) => {
    for (const [index, value] of listOf(file[part], part).entries()) {
      report.case('amounts', `${part} ${index}`, (check) => {
        const fields = fieldsOf(value, ['units', 'hex']);
        const bytes = bytesOf(fields, 'hex');
        if (maybeRefused && fields.units === null) {
          check.refused(textOf(fields, 'hex'), () => codec.decode(bytes));
          return;
        }
        const units = unitsOf(fields, 'units');
        check.equal('hex', fields.hex, () => toHex(codec.encode(units)));
        check.equal('units', fields.units, () => codec.decode(bytes).toString());
      });
    }
  };
  checkPart('float', float, false);
  checkPart('judged', float, true);
  checkPart('micro', micro, false);
  for (const [index, hex] of listOf(file.invalid, 'invalid').entries()) {
    report.case('amounts', `invalid ${index}`, (check) => {
      const bytes = hexBytes(hex, 'hex');
      check.refused(String(hex), () => decodeFloatAmount(bytes));
    });
  }
}

const PROOF_FIELDS = ['footerHash', 'jobId', 'minedDate', 'blob', 'seed', 'index'] as const;

function checkProofs(json: unknown, report: VectorReport): void {
  const file = fieldsOf(json, ['cases'], ['about']);
  for (const [index, value] of listOf(file.cases, 'cases').entries()) {
    report.case('proofs', `case ${index}`, (check) => {
      const fields = fieldsOf(value, [...PROOF_FIELDS, 'step3', 'step4', 'step5', 'step8', 'hash']);
      const footerHash = bytesOf(fields, 'footerHash');
      const jobId = bytesOf(fields, 'jobId');
      const minedDate = numberOf(fields, 'minedDate');
      const blob = bytesOf(fields, 'blob');
      const d5 = sha256(blob);
      const s3 = pow.step3(footerHash, jobId);
      check.equal('step3', fields.step3, () => toHex(s3));
      check.equal('step4', fields.step4, () => toHex(pow.step4(minedDate, s3)));
      check.equal('step5', fields.step5, () => toHex(pow.blobDigests(blob).step5));
      check.equal('seed', fields.seed, () => pow.blobSeed(d5).toString());
      check.equal('index', fields.index, () => pow.blobAlgorithm(pow.blobSeed(d5)));
      check.equal('index without bigint', fields.index, () => pow.blobAlgorithmOfDigest(d5));
      check.equal('step8', fields.step8, () => toHex(pow.blobDigests(blob).step8));
      check.equal('step8 by index', fields.step8, () => toHex(pow.step8(blob, numberOf(fields, 'index'))));
      check.equal('hash', fields.hash, () => toHex(pow.blockHash({ footerHash, jobId, minedDate, blob })));
    });
  }
}

function checkNetworks(json: unknown, report: VectorReport): void {
  const file = fieldsOf(json, ['cases'], ['about']);
  for (const [index, value] of listOf(file.cases, 'cases').entries()) {
    report.case('networks', `case ${index}`, (check) => {
      const fields = fieldsOf(value, ['network', 'encoding', 'genesisHash', 'targets']);
      const network = parseNetworkFile(fields.network);
      check.equal('network', fields.network, () => networkFile(network));
      check.equal('encoding', fields.encoding, () => toHex(encodeNetwork(network)));
      check.equal('genesisHash', fields.genesisHash, () => toHex(genesisHash(network)));
      let target = network.genesisTarget;
      let parentMinedDate = network.genesisTime;
      for (const [step, item] of listOf(fields.targets, 'targets').entries()) {
        const block = fieldsOf(item, ['blockId', 'target', 'minedDate']);
        const minedDate = numberOf(block, 'minedDate');
        check.equal(`targets ${step} blockId`, block.blockId, () => FIRST_BLOCK_ID + step);
        check.equal(`targets ${step} target`, block.target, () => toHex(encodeTarget(target)));
        target = nextTarget({ target, minedDate, parentMinedDate }, network);
        parentMinedDate = minedDate;
      }
    });
  }
}

function checkRewards(json: unknown, report: VectorReport): void {
  const file = fieldsOf(json, ['cases'], ['about']);
  for (const [index, value] of listOf(file.cases, 'cases').entries()) {
    report.case('rewards', `case ${index}`, (check) => {
      const fields = fieldsOf(value, ['blockId', 'coins']);
      check.equal('coins', fields.coins, () => emissionReward(numberOf(fields, 'blockId')));
    });
  }
  report.case('rewards', 'all blocks', (check) => {
    check.equal('sum', 100_000_000, () => {
      let sum = 0;
      for (let id = FIRST_BLOCK_ID; id <= LAST_REWARD_ID + 1; id++) sum += emissionReward(id);
      return sum;
    });
  });
}

const PREFIXES = ['coco', 'tcoco', 'lcoco'] as const;

function checkWallets(json: unknown, report: VectorReport): void {
  const file = fieldsOf(json, ['cases', 'invalidAddresses'], ['about']);
  const seeds = new Map<string, Bytes>();
  for (const [index, value] of listOf(file.cases, 'cases').entries()) {
    report.case('wallets', `case ${index}`, (check) => {
      const fields = fieldsOf(value, ['mnemonic', 'account', 'path', 'privateKey', 'publicKey', 'address']);
      const mnemonic = textOf(fields, 'mnemonic');
      const account = numberOf(fields, 'account');
      check.equal('mnemonic', true, () => isMnemonic(mnemonic));
      const seed = seeds.get(mnemonic) ?? seedOfMnemonic(mnemonic);
      seeds.set(mnemonic, seed);
      const keys = accountKeysOfSeed(seed, account);
      check.equal('path', fields.path, () => accountPath(account));
      check.equal('privateKey', fields.privateKey, () => toHex(keys.privateKey));
      check.equal('publicKey', fields.publicKey, () => toHex(keys.publicKey));
      const address = fieldsOf(fields.address, PREFIXES);
      for (const prefix of PREFIXES) {
        check.equal(`address ${prefix}`, address[prefix], () => encodeAddress(prefix, keys.publicKey));
        const text = textOf(address, prefix);
        check.equal(`key of ${prefix}`, fields.publicKey, () => toHex(decodeAddress(prefix, text)));
        const other = prefix === 'coco' ? 'tcoco' : 'coco';
        check.refused(`${prefix} address on ${other}`, () => decodeAddress(other, text));
      }
    });
  }
  for (const [index, text] of listOf(file.invalidAddresses, 'invalidAddresses').entries()) {
    report.case('wallets', `invalidAddresses ${index}`, (check) => {
      const address = textOf({ text }, 'text');
      for (const prefix of PREFIXES)
        check.refused(`${prefix}: ${address}`, () => decodeAddress(prefix, address));
    });
  }
}

const TRANSFER_FIELDS = ['sender', 'blockHash', 'receivers', 'feeUnits', 'signed', 'signature'] as const;

function checkTransfers(json: unknown, report: VectorReport): void {
  const file = fieldsOf(json, ['cases'], ['about']);
  for (const [index, value] of listOf(file.cases, 'cases').entries()) {
    report.case('transfers', `case ${index}`, (check) => {
      const fields = fieldsOf(value, [...TRANSFER_FIELDS, 'privateKey', 'listType']);
      const receivers = listOf(fields.receivers, 'receivers').map((item) => {
        const receiver = fieldsOf(item, ['key', 'units']);
        return { key: bytesOf(receiver, 'key'), amount: unitsOf(receiver, 'units') };
      });
      const [sender, blockHash] = [bytesOf(fields, 'sender'), bytesOf(fields, 'blockHash')];
      const transfer: Transfer = { blockHash, sender, receivers, fee: unitsOf(fields, 'feeUnits') };
      const [signed, signature] = [bytesOf(fields, 'signed'), bytesOf(fields, 'signature')];
      const privateKey = bytesOf(fields, 'privateKey');
      check.equal('signed', fields.signed, () => toHex(encodeTransferMessage(transfer)));
      const decode = () => decodeTransferMessage(signed);
      check.equal('decoded sender', fields.sender, () => toHex(decode().sender));
      check.equal('decoded blockHash', fields.blockHash, () => toHex(decode().blockHash));
      check.equal('decoded feeUnits', fields.feeUnits, () => decode().fee.toString());
      check.equal('decoded receivers', fields.receivers, () =>
        decode().receivers.map(({ key, amount }) => ({ key: toHex(key), units: amount.toString() })),
      );
      check.equal('sender', fields.sender, () => toHex(publicKeyOf(privateKey)));
      check.equal('signature', fields.signature, () => toHex(sign(privateKey, signed)));
      check.equal('signature accepted', true, () => verify(sender, signed, signature));
      const changed = Uint8Array.from(signed, (byte, at) => (at === 0 ? byte ^ 1 : byte));
      check.equal('signature of other bytes accepted', false, () => verify(sender, changed, signature));
      check.equal('listType', fields.listType, () => listTypeOf(receivers));
    });
  }
}

/** The vector files by name; each function runs one file's cases and tells the report of every check. */
export const vectorFiles: Readonly<Record<string, (json: unknown, report: VectorReport) => void>> = {
  integers: checkIntegers,
  amounts: checkAmounts,
  proofs: checkProofs,
  networks: checkNetworks,
  rewards: checkRewards,
  wallets: checkWallets,
  transfers: checkTransfers,
  blocks: checkBlocks,
};

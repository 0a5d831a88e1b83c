import { enFailures } from './enContractCodes.ts';

/**
 * Why, where a fault says so by a word of its own: by code and by that word, as a sentence that follows the fault's text
 * (`{{reason}}`). other: a word that is not foreseen.
 */
export const enReasons = {
  'server.listen': {
    EADDRINUSE: 'Another program uses it; close that one or take another port.',
    EACCES: 'This computer does not let programs use it; take one above 1023.',
    EADDRNOTAVAIL: 'This computer does not have the address at which it should listen.',
    ENOTFOUND: 'The name at which it should listen is not known.',
    other: 'Take another one.',
  },
  'server.certificate': {
    ENOENT: 'One of the two files is not there.',
    EACCES: 'The program may not read one of the two files.',
    ERR_OSSL_X509_KEY_VALUES_MISMATCH: 'Key and certificate do not belong together.',
    other: 'Check both files.',
  },
  'store.failed': {
    EIO: 'The disk reports an error.',
    EMFILE: 'The program has too many files open.',
    ENFILE: 'This computer has too many files open.',
    ENOENT: 'A file or folder is missing.',
    ENOTDIR: 'What should be a folder is a file.',
    other: 'Check the disk and its permissions.',
  },
  'remote.refused': {
    '403': 'It does not take connections from your address.',
    '404': 'There is no pool at this address, or it is another program.',
    '429': 'It got too many requests from you.',
    '503': 'It has too much to do.',
    other: '',
  },
  'remote.badProof': {
    'block.hashAboveTarget': 'There is too little work in it.',
    'block.blockHash': 'Its hash is not the one of its content.',
    'block.footerHash': 'Its hash is not the one of its content.',
    'block.previousHash': 'It does not stand on the block before.',
    'block.minedDate': 'Its time cannot be right.',
    'block.id': 'Its number is not the next one.',
    'block.coreVersion': 'It follows other rules.',
    'block.leadershipId': 'It pays the network’s share to somebody else.',
    decode: 'It cannot be read.',
    other: '',
  },
  'block.minedDate': {
    future: 'It is in the future.',
    tooOld: 'It is too old for a new block.',
    notAfterParent: 'It is not later than that of the block before.',
    other: '',
  },
  'contract.download': {
    host: 'The name in the link stands for no address that may be asked.',
    connection: 'The server could not be reached.',
    time: 'The server was too slow.',
    tooLong: 'What it sent is longer than a contract can be.',
    redirect: 'The link leads to another server.',
    '404': 'The server has no such file.',
    other: 'The server refused it.',
  },
  'contract.script': {
    script: 'It cannot be loaded.',
    exception: 'It fails when it is loaded.',
    fuel: 'Loading it needs more computing than is allowed.',
    depth: 'It is nested too deeply.',
    memory: 'Loading it needs more memory than is allowed.',
    time: 'Loading it took too long.',
    other: '',
  },
  'contract.refuses': { ...enFailures, exception: '', other: '' },
  'peer.lied': {
    totalWork: 'It claimed more work than its chain has.',
    locate: 'It named a block that was not asked for.',
    getBlocks: 'A block is another one than it had proven.',
    getBlockPiece: 'A block is another one than it had proven.',
    announceBlock: 'A block is another one than it had announced.',
    getTransactions: 'It sent payments that nobody had asked for.',
    tooLarge: 'A message was longer than is allowed.',
    message: 'A message made no sense.',
    hello: 'It introduced itself twice.',
    'transaction.signature': 'A payment had a signature that does not fit.',
    decode: 'What it sent cannot be read.',
    block: 'A block of it breaks a rule of the network.',
    other: '',
  },
};

export type ReasonTexts = typeof enReasons;

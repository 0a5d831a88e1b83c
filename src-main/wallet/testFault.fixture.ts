import { type Fault, isFault } from '#shared/protocol/fault.ts';

/** For tests: the fault that a promise or a function is refused with; anything else fails the test. */
export async function faultOf(task: Promise<unknown> | (() => unknown)): Promise<Fault> {
  try {
    await (typeof task === 'function' ? task() : task);
  } catch (error) {
    if (isFault(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

import type * as z from 'zod';

/** One call across a border: what goes in and what comes back. */
export interface CallContract<P extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> {
  readonly params: P;
  readonly result: R;
}

export function call<P extends z.ZodType, R extends z.ZodType>(params: P, result: R): CallContract<P, R> {
  return { params, result };
}

export type Calls = Readonly<Record<string, CallContract>>;
export type Events = Readonly<Record<string, z.ZodType>>;

/** The functions that a set of call contracts describes, with decoded values on both sides. */
export type Handlers<C extends Calls> = {
  readonly [M in keyof C]: (params: z.output<C[M]['params']>) => Promise<z.output<C[M]['result']>>;
};

/** The events of a contract, as a union told apart by `type`. */
export type EventOf<E extends Events> = {
  [T in keyof E & string]: { readonly type: T; readonly value: z.output<E[T]> };
}[keyof E & string];

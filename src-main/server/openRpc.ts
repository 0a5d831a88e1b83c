import * as z from 'zod';
import { POOL_API_VERSION, poolCalls, poolEvents } from '#shared/api/poolApi.ts';
import { faultCodes } from '#shared/protocol/fault.ts';

/**
 * The OpenRPC 1.3 document of the pool's calls, made from the schemas that check them, so that it cannot say
 * anything else. What is on the wire is each codec's input side. Events are described as `x-notifications`,
 * since OpenRPC has no word for them.
 */
export function openRpcDocument(): object {
  return {
    openrpc: '1.3.2',
    info: {
      title: 'Coco pool',
      version: `${POOL_API_VERSION}.0.0`,
      description:
        'JSON-RPC 2.0 over WebSocket (path /) and HTTP POST (path /rpc). Amounts are decimal coin text, bytes ' +
        'are lower-case hex, times are ms since 1970. An error carries a fault code as message, facts as data.',
      license: { name: 'MIT' },
    },
    methods: Object.entries(poolCalls).map(([name, contract]) => ({
      name,
      paramStructure: 'by-name',
      params: paramsOf(contract.params),
      result: { name: 'result', schema: wireSchema(contract.result) },
      errors: [{ $ref: '#/components/errors/fault' }],
    })),
    'x-notifications': Object.entries(poolEvents).map(([name, schema]) => ({
      name,
      paramStructure: 'by-name',
      params: paramsOf(schema),
    })),
    components: {
      errors: {
        fault: {
          code: -32000,
          message: 'a fault code',
          data: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } },
        },
      },
      schemas: { faultCode: { type: 'string', enum: faultCodes } },
    },
  };
}

type JsonSchema = {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
};

function wireSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _version, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest as JsonSchema;
}

/** By name, one entry for each property; where the parameters are a union, one entry that holds them all. */
function paramsOf(schema: z.ZodType): object[] {
  const { properties, required = [], ...rest } = wireSchema(schema);
  if (properties === undefined) return [{ name: 'params', required: true, schema: rest }];
  return Object.entries(properties).map(([name, property]) => ({
    name,
    required: required.includes(name),
    schema: property,
  }));
}

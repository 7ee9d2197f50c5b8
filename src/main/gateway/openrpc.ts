/** The API's own description, made from the schemas that validate it. */
import { z } from 'zod';
import { METHODS } from '../../shared/host-methods.ts';
import type { MethodDefinition } from '../../shared/method.ts';

let description: object | undefined;

/** An OpenRPC 1.3 document of every method. */
export function describeApi(version: string): object {
  description ??= {
    openrpc: '1.3.2',
    info: {
      title: 'Shardkeep',
      version,
      description:
        'JSON-RPC 2.0 over WebSocket: text frames carry JSON, binary frames the same in MessagePack. ' +
        'Parameters go by name. Errors carry a stable code in `data.code`.',
    },
    methods: Object.entries(METHODS).map(([name, method]) => describeMethod(name, method)),
  };
  return description;
}

function describeMethod(name: string, method: MethodDefinition): object {
  const params = z.toJSONSchema(method.params, { io: 'input', unrepresentable: 'any' });
  const { properties = {}, required = [] } = params as {
    properties?: Record<string, object>;
    required?: string[];
  };
  return {
    name,
    summary: method.summary,
    paramStructure: 'by-name',
    'x-role': method.role,
    'x-answered':
      method.kind === 'mutation'
        ? 'once durable'
        : method.kind === 'host'
          ? 'once done'
          : 'from memory',
    params: Object.entries(properties).map(([field, schema]) => ({
      name: field,
      required: required.includes(field),
      schema,
    })),
    result: {
      name: 'result',
      schema: z.toJSONSchema(method.result, { io: 'output', unrepresentable: 'any' }),
    },
  };
}

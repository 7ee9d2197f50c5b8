import { describe, expect, it, vi } from 'vitest';
import { bindingOptions } from '../../../src/main/storage/sqlite.ts';

function underNodeApi(version: string): void {
  vi.spyOn(process, 'versions', 'get').mockReturnValue({ ...process.versions, napi: version });
}

describe('bindingOptions', () => {
  it('[L5] uses the prebuilt addon from Node-API 10 on', () => {
    underNodeApi('10');
    vi.stubEnv('SHARDKEEP_SQLITE_BINDING', '/somewhere/addon.node');
    expect(bindingOptions()).toEqual({});
  });

  it('[L5] uses the addon that is named below Node-API 10', () => {
    underNodeApi('9');
    vi.stubEnv('SHARDKEEP_SQLITE_BINDING', '/somewhere/addon.node');
    expect(bindingOptions()).toEqual({ nativeBinding: '/somewhere/addon.node' });
  });

  it('[L5] refuses rather than crashes where none is named', () => {
    underNodeApi('9');
    vi.stubEnv('SHARDKEEP_SQLITE_BINDING', '');
    expect(() => bindingOptions()).toThrow(expect.objectContaining({ code: 'no-binding' }));
  });
});

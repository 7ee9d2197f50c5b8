/**
 * The layers of the source tree. Imports go one way: shared ← world ← journal, storage ←
 * processes, gateway ← host ← shell, index, headless. A layer may import itself and what is listed
 * for it here; everything else, packages and Node's own modules included, breaks its rule.
 *
 * `files` and `types` are paths of ours, `packages` names in node_modules. What stands under
 * `types` may be imported by `import type` alone. `node` is true for all of Node's modules, or
 * names those that are allowed.
 *
 * Every rule has a file in test/lint/fixtures that breaks it, and test/lint/layers.ts proves that
 * it does: without a parser that reads TypeScript the tool sees no module and reports no error.
 */
const layers = {
  shared: {
    path: 'src/shared/',
    packages: ['zod'],
    comment: 'What crosses a boundary knows neither Node nor Electron nor the DOM.',
  },
  client: {
    path: 'src/client/',
    files: ['src/shared/'],
    packages: ['ws', 'msgpackr'],
    comment: 'The client is shipped to game servers and carries nothing of the host.',
  },
  simulate: {
    path: 'src/simulate/',
    files: ['src/shared/', 'src/client/'],
    node: true,
    comment: 'The simulator is a game server: it knows the host by its network alone.',
  },
  world: {
    path: 'src/main/world/',
    files: ['src/shared/'],
    comment: 'The world does no I/O: clock and randomness are handed to it.',
  },
  journal: {
    path: 'src/main/journal/',
    files: ['src/shared/', 'src/main/world/'],
    packages: ['msgpackr', 'zod'],
    node: ['zlib'],
    comment:
      'The journal reaches a disk only through disk.ts, so that a simulation can take its place.',
  },
  storage: {
    path: 'src/main/storage/',
    files: ['src/shared/', 'src/main/world/'],
    types: ['src/main/journal/'],
    packages: ['better-sqlite3', 'msgpackr', 'zod'],
    node: true,
    comment: 'Storage applies what the journal holds; it does not run it.',
  },
  processes: {
    path: 'src/main/processes/',
    files: ['src/shared/', 'src/main/world/', 'src/main/journal/', 'src/main/storage/'],
    packages: ['better-sqlite3', 'birpc', 'croner', 'msgpackr', 'pino', 'zod'],
    node: true,
    comment: 'A utility process gets a port and knows nothing of what started it.',
  },
  gateway: {
    path: 'src/main/gateway/',
    files: ['src/shared/', 'src/main/journal/durability.ts'],
    types: ['src/main/world/', 'src/main/journal/'],
    packages: ['msgpackr', 'prom-client', 'uuid', 'ws', 'zod'],
    node: true,
    comment: 'The gateway reaches the world only through what the host hands it.',
  },
  registry: {
    path: 'src/main/registry/',
    files: ['src/shared/', 'src/main/world/'],
    packages: ['zod'],
    node: true,
    comment: 'The registry is a leaf beside the gateway.',
  },
  metrics: {
    path: 'src/main/metrics/',
    files: ['src/shared/', 'src/main/world/'],
    packages: ['prom-client', 'zod'],
    node: true,
    comment: 'Metrics are measured for others and import none of them.',
  },
  host: {
    path: 'src/main/host/',
    files: [
      'src/shared/',
      'src/main/world/',
      'src/main/journal/',
      'src/main/storage/',
      'src/main/processes/',
      'src/main/gateway/',
      'src/main/registry/',
      'src/main/metrics/',
    ],
    packages: ['birpc', 'croner', 'env-paths', 'msgpackr', 'pino', 'prom-client', 'uuid', 'zod'],
    node: true,
    comment: 'The host runs with a window and without: it knows neither shell nor entry point.',
  },
  shell: {
    path: 'src/main/shell/',
    files: [
      'src/shared/',
      'src/main/host/',
      'src/main/processes/port.ts',
      'src/main/processes/priority.ts',
    ],
    types: ['src/main/gateway/channel.ts'],
    packages: ['electron', 'zod'],
    node: true,
    comment: 'The shell shows the host and lets it do the work.',
  },
  preload: {
    path: 'src/preload/',
    files: ['src/shared/window-channels.ts'],
    types: ['src/shared/'],
    packages: ['electron'],
    comment: 'Preload runs in a sandbox: it carries names of channels and nothing else.',
  },
  renderer: {
    path: 'src/renderer/',
    files: [
      'src/shared/activity-query/',
      'src/shared/events-fields.ts',
      'src/shared/id-part.ts',
      'src/shared/item-lineage.ts',
      'src/shared/limits.ts',
      'src/shared/settings.ts',
      'src/shared/text/',
      'src/shared/window-channels.ts',
    ],
    types: ['src/shared/'],
    packages: [
      '@mantine/charts',
      '@mantine/core',
      '@mantine/hooks',
      '@tabler/icons-react',
      'react',
      'react-dom',
      'recharts',
      'zod',
      'zustand',
    ],
    comment:
      'The page knows the host by its methods alone. Of schemas it carries that of the settings, so that what is typed is checked by the very one that the host goes by.',
  },
};

const text = (path) => path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const ours = (path) => `^${text(path)}`;
const inPackage = (name) => `(^|/)node_modules/(@types/)?${text(name)}/`;

/** @returns {import('dependency-cruiser').IForbiddenRuleType[]} */
function rulesOf([name, layer]) {
  const { path, files = [], types = [], packages = [], node = [], comment } = layer;
  const allowed = [path, ...files].map(ours).concat(packages.map(inPackage));
  const rule = { name: `layer-${name}`, severity: 'error', comment, from: { path: ours(path) } };
  const rules = [
    {
      ...rule,
      to: {
        pathNot: [...allowed, ...types.map(ours)],
        dependencyTypesNot: ['core'],
        couldNotResolve: false,
      },
    },
  ];
  if (types.length > 0) {
    rules.push({
      ...rule,
      name: `layer-${name}-types`,
      to: { path: types.map(ours), pathNot: allowed, dependencyTypesNot: ['type-only'] },
    });
  }
  if (node !== true) {
    rules.push({
      ...rule,
      name: `layer-${name}-node`,
      from: { path: ours(path), pathNot: '^src/main/journal/disk\\.ts$' },
      to: { dependencyTypes: ['core'], pathNot: node.map((module) => `^(node:)?${module}$`) },
    });
  }
  return rules;
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(layers).flatMap(rulesOf),
    {
      name: 'process-apart',
      severity: 'error',
      comment: 'A utility process never imports another one.',
      from: { path: '^src/main/processes/([^/]+)/' },
      to: { path: '^src/main/processes/[^/]+/', pathNot: '^src/main/processes/$1/' },
    },
    {
      name: 'process-by-protocol',
      severity: 'error',
      comment: 'The host speaks to a utility process by its protocol; its code runs elsewhere.',
      from: { path: '^src/', pathNot: '^src/main/processes/' },
      to: {
        path: '^src/main/processes/[^/]+/',
        pathNot: '^src/main/processes/[^/]+/protocol\\.ts$',
      },
    },
    {
      name: 'sqlite-in-storage',
      severity: 'error',
      comment: 'SQLite is used in storage and in the processes that own a database, nowhere else.',
      from: { path: '^src/', pathNot: '^src/main/(storage|processes)/' },
      to: { path: inPackage('better-sqlite3') },
    },
    {
      name: 'electron-in-shell',
      severity: 'error',
      comment:
        'Electron is imported by shell, preload and the entry that wires them, nowhere else.',
      from: { path: '^src/', pathNot: '^src/(preload/|main/(index\\.ts$|shell/))' },
      to: { path: inPackage('electron') },
    },
    {
      name: 'client-apart',
      severity: 'error',
      comment: 'The host never uses the library of its clients.',
      from: { path: '^src/main/' },
      to: { path: '^src/(client|simulate)/' },
    },
    {
      name: 'entry-is-a-leaf',
      severity: 'error',
      comment: 'Entry points wire what others hold and are imported by nobody.',
      from: { path: '^src/' },
      to: { path: '^src/main/(index|headless)\\.ts$' },
    },
    {
      name: 'headless-without-shell',
      severity: 'error',
      comment: 'The headless host runs where there is no Electron.',
      from: { path: '^src/main/headless\\.ts$' },
      to: { path: '^src/main/shell/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      comment:
        'In a cycle the order of imports decides what works. (Types are erased and have none.)',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-dev-package',
      severity: 'error',
      comment:
        'What is only a development dependency is not there on a user’s machine. (The page is bundled whole.)',
      from: { path: '^src/', pathNot: '^src/renderer/' },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: [inPackage('electron'), '(^|/)node_modules/@types/'],
      },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      comment: 'This import leads nowhere, or to a package that package.json does not name.',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // dependency-cruiser reads TypeScript 7 by no other parser.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      mainFields: ['module', 'main'],
    },
  },
};

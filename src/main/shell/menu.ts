/** The application's menu: what the keyboard expects of every desktop app, and nothing twice. */
import { Menu, type MenuItemConstructorOptions } from 'electron';

export function setMenu(quit: () => void): void {
  const template: MenuItemConstructorOptions[] = [
    {
      label: 'Shardkeep',
      submenu: [
        { role: 'about' },
        { type: 'separator' },
        { label: 'Stop the shard and quit', accelerator: 'CommandOrControl+Q', click: quit },
      ],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'reload' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools' },
      ],
    },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

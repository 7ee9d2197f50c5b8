/** The application's menu: what the keyboard expects of every desktop app, and nothing twice. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import { shellText } from './text.ts';

export function setMenu(quit: () => void): void {
  const text = shellText();
  const { menu } = text;
  const template: MenuItemConstructorOptions[] = [
    {
      label: 'Shardkeep',
      submenu: [
        { role: 'about', label: menu.about },
        { type: 'separator' },
        { label: text.quit, accelerator: 'CommandOrControl+Q', click: quit },
      ],
    },
    {
      label: menu.edit,
      submenu: [
        { role: 'undo', label: menu.undo },
        { role: 'redo', label: menu.redo },
        { type: 'separator' },
        { role: 'cut', label: menu.cut },
        { role: 'copy', label: menu.copy },
        { role: 'paste', label: menu.paste },
        { role: 'delete', label: menu.delete },
        { type: 'separator' },
        { role: 'selectAll', label: menu.selectAll },
      ],
    },
    {
      label: menu.view,
      submenu: [
        { role: 'reload', label: menu.reload },
        { type: 'separator' },
        { role: 'resetZoom', label: menu.resetZoom },
        { role: 'zoomIn', label: menu.zoomIn },
        { role: 'zoomOut', label: menu.zoomOut },
        { type: 'separator' },
        { role: 'togglefullscreen', label: menu.fullScreen },
        { role: 'toggleDevTools', label: menu.devTools },
      ],
    },
    {
      label: menu.window,
      submenu: [
        { role: 'minimize', label: menu.minimize },
        { role: 'close', label: menu.close },
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

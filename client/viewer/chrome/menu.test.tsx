import { cleanup, render, screen } from '@solidjs/testing-library';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { Menu } from './menu.tsx';
import { ToolButton } from './tool-button.tsx';

afterEach(cleanup);

it('[VW27] a menu of tools closes by the work in it and not by what cannot be done, and gives the keyboard back', async () => {
  const user = userEvent.setup();
  const done: string[] = [];
  render(() => (
    <>
      <Menu name="Measure" icon="Length">
        <ToolButton name="Length" onPress={() => done.push('Length')} />
        <ToolButton name="Probe" unavailable="invented reason" onPress={() => done.push('Probe')} />
      </Menu>
      <p>Elsewhere</p>
    </>
  ));
  const menu = screen.getByRole('button', { name: 'Measure' });
  const tool = (name: string) => screen.queryByRole('button', { name });
  await user.click(menu);
  await user.click(tool('Probe')!);
  expect([done, tool('Length') === null, menu.getAttribute('aria-expanded')]).toEqual([[], false, 'true']);
  tool('Length')!.focus();
  await user.keyboard('{Enter}');
  expect([done, tool('Length'), menu.getAttribute('aria-expanded')]).toEqual([['Length'], null, 'false']);
  await user.click(menu);
  await user.keyboard('{Escape}');
  expect([tool('Length'), document.activeElement]).toEqual([null, menu]);
  await user.click(menu);
  await user.click(screen.getByText('Elsewhere'));
  expect([tool('Length'), done]).toEqual([null, ['Length']]);
});

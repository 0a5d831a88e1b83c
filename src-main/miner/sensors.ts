import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readings } from './pauseRules.ts';

/**
 * What Linux tells about power and heat, below `root` (/sys). Other systems have no such folder and tell nothing:
 * there the desktop shell hands in what it knows.
 */
export async function readSensors(root = '/sys'): Promise<Readings> {
  const [onBattery, temperature] = await Promise.all([readOnBattery(root), readTemperature(root)]);
  return { onBattery, temperature };
}

async function readOnBattery(root: string): Promise<boolean | null> {
  const folder = join(root, 'class/power_supply');
  let told: boolean | null = null;
  for (const name of await namesIn(folder)) {
    const type = await textOf(join(folder, name, 'type'));
    if (type === 'Mains' || type === 'USB') {
      const online = await textOf(join(folder, name, 'online'));
      if (online === '1') return false;
      if (type === 'Mains' && online === '0') told = true;
    }
    // The battery of a mouse says nothing about the machine.
    if (type === 'Battery' && (await textOf(join(folder, name, 'scope'))) !== 'Device') {
      const status = await textOf(join(folder, name, 'status'));
      if (status === 'Discharging') told = true;
      else told ??= false;
    }
  }
  return told;
}

/** Drivers whose sensors are the processor's own. */
const PROCESSOR_DRIVERS = new Set(['coretemp', 'k10temp', 'zenpower', 'cpu_thermal', 'soc_thermal']);
const PROCESSOR_ZONE = /^(x86_pkg_temp|cpu|soc)/;

async function readTemperature(root: string): Promise<number | null> {
  const degrees: number[] = [];
  const note = (text: string | null): void => {
    const value = text === null ? Number.NaN : Number(text) / 1000;
    if (value > -50 && value < 200) degrees.push(value);
  };
  const monitors = join(root, 'class/hwmon');
  for (const monitor of await namesIn(monitors)) {
    if (!PROCESSOR_DRIVERS.has((await textOf(join(monitors, monitor, 'name'))) ?? '')) continue;
    for (const file of await namesIn(join(monitors, monitor))) {
      if (/^temp\d+_input$/.test(file)) note(await textOf(join(monitors, monitor, file)));
    }
  }
  const zones = join(root, 'class/thermal');
  for (const zone of degrees.length === 0 ? await namesIn(zones) : []) {
    if (PROCESSOR_ZONE.test((await textOf(join(zones, zone, 'type'))) ?? ''))
      note(await textOf(join(zones, zone, 'temp')));
  }
  return degrees.length === 0 ? null : Math.max(...degrees);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return [];
  }
}

async function textOf(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    return null;
  }
}

import { render } from 'preact';
import { App } from './app.tsx';
import { listen } from './core/events.ts';
import { listenForScans } from './core/scanner.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/components.css';
import './styles/shell.css';
import './styles/popup.css';
import './styles/screens.css';
import './styles/screens-f.css';
import './styles/screens-g.css';
import './styles/print.css';

const place = document.getElementById('app');
if (place === null) throw new Error('the page has no place for the desk');
render(<App />, place);
listen();
listenForScans();

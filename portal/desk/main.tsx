import { render } from 'preact';
import { App } from './app.tsx';
import '../../renderer/styles/tokens.css';
import '../../renderer/styles/base.css';
import '../../renderer/styles/components.css';
import '../../renderer/styles/shell.css';
import '../../renderer/styles/popup.css';
import './styles/forms.css';
import './styles/desk.css';
import './styles/shortages.css';

const place = document.getElementById('app');
if (place === null) throw new Error('the page has no place for the desk');
render(<App />, place);

@echo off
"%~dp0..\service\node.exe" --max-semi-space-size=4 "%~dp0..\service\boot.cjs" vigilot %*

@echo off
"%~dp0..\service\node.exe" "%~dp0..\service\boot.cjs" vigilot %*

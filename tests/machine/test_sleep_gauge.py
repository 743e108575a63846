from app.machine.sleep_gauge import LEAST_S, SleepGauge


def test_what_the_boot_clock_gains_is_sleep():
    gauge = SleepGauge()
    assert gauge.slept(100.0, 5_100.0) == 0.0  # the computer may have slept before: that is no news
    assert gauge.slept(160.0, 5_160.0) == 0.0
    assert gauge.slept(161.0, 8_761.0) == 3_600.0
    assert gauge.slept(162.0, 8_762.0) == 0.0  # said once


def test_the_time_between_two_readings_is_no_sleep():
    gauge = SleepGauge()
    gauge.slept(0.0, 0.0)
    assert gauge.slept(10.0, 10.0 + LEAST_S / 2) == 0.0
    assert gauge.slept(20.0, 20.0 + LEAST_S / 2) == 0.0


def test_short_sleeps_are_sleeps():
    gauge = SleepGauge()
    gauge.slept(0.0, 0.0)
    assert gauge.slept(1.0, 1.0 + LEAST_S) == LEAST_S
